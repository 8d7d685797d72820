#include "ui/job.h"

#include "ui/text.h"

namespace samscope {

namespace {

JobEnd runToEnd(const Job::Task& task, const Work& work)
{
    try {
        task(work);
        return {};
    } catch (...) {
        const Error error = currentError();
        const auto state = error.kind() == ErrorKind::Stopped ? JobEnd::State::Stopped : JobEnd::State::Failed;
        return {state, QString::fromUtf8(error.what())};
    }
}

} // namespace

void Job::Sink::report(const Progress& progress)
{
    const std::lock_guard lock(m_mutex);
    m_progress = progress;
}

Progress Job::Sink::latest() const
{
    const std::lock_guard lock(m_mutex);
    return m_progress;
}

void Job::Sink::reset()
{
    const std::lock_guard lock(m_mutex);
    m_progress = {};
}

Job::Job(QObject* parent) : Activity(parent)
{
    m_timer.setInterval(30);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        Q_EMIT ticked();
        Q_EMIT changed();
    });
}

Job::~Job()
{
    m_timer.stop();
    m_thread.request_stop();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void Job::start(const QString& title, Task task)
{
    Q_ASSERT(!m_running);
    m_title = title;
    m_running = true;
    m_sink.reset();
    m_timer.start();
    m_thread = std::jthread([this, task = std::move(task)](const std::stop_token& stop) {
        const JobEnd result = runToEnd(task, {m_sink, stop});
        QMetaObject::invokeMethod(
            this, [this, result] { end(result); }, Qt::QueuedConnection);
    });
    Q_EMIT changed();
}

Progress Job::progress() const
{
    return m_sink.latest();
}

void Job::stop()
{
    m_thread.request_stop();
}

void Job::end(const JobEnd& result)
{
    m_timer.stop();
    m_thread.join();
    m_running = false;
    Q_EMIT ticked();
    Q_EMIT changed();
    Q_EMIT finished(result);
}

} // namespace samscope
