#include "ui/job.h"

#include <QPointer>

namespace samscope {

namespace {

JobEnd endOf(const std::function<void(const Work&)>& task, const Work& work)
{
    try {
        work.throwIfStopped(); // asked for while it waited
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
        Q_EMIT changed();
        collect();
    });
}

Job::~Job()
{
    if (m_running) {
        m_running->stop.request_stop();
    }
}

QString Job::title() const
{
    return isRunning() ? current()->title : QString();
}

Progress Job::progress() const
{
    return isRunning() && current() == m_running.get() ? m_sink.latest() : Progress();
}

void Job::stop()
{
    if (isRunning()) {
        current()->stop.request_stop();
    }
}

Job::Request* Job::current() const
{
    if (m_running && m_running->counts) {
        return m_running.get();
    }
    return m_waiting.empty() ? nullptr : m_waiting.front().get();
}

void Job::forget(std::optional<int> subject)
{
    const auto isMeant = [subject](const std::shared_ptr<Request>& request) {
        return !subject || request->subject == *subject;
    };
    bool isChanged = std::erase_if(m_waiting, isMeant) > 0;
    if (m_running && m_running->counts && isMeant(m_running)) {
        m_running->counts = false;
        m_running->stop.request_stop();
        isChanged = true;
    }
    if (isChanged) {
        Q_EMIT changed();
    }
}

void Job::enqueue(std::shared_ptr<Request> request)
{
    forget(request->subject);
    m_waiting.push_back(std::move(request));
    if (!m_running) {
        startNext();
    }
    Q_EMIT changed();
}

void Job::startNext()
{
    m_running = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_sink.reset();
    m_timer.start();
    {
        const std::lock_guard lock(m_mutex);
        m_given = m_running.get();
    }
    m_wake.notify_one();
    if (!m_thread.joinable()) {
        m_thread = std::jthread([this](const std::stop_token& quit) { serve(quit); });
    }
}

void Job::serve(const std::stop_token& quit)
{
    while (const Request* request = waitForRequest(quit)) {
        const JobEnd end = endOf(request->task, {m_sink, request->stop.get_token()});
        QMetaObject::invokeMethod(
            this, [this, end] { finish(end); }, Qt::QueuedConnection);
    }
}

Job::Request* Job::waitForRequest(const std::stop_token& quit)
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, quit, [this] { return m_given != nullptr; });
    return std::exchange(m_given, nullptr);
}

void Job::collect()
{
    if (const std::shared_ptr<Request> request = m_running; request->counts) {
        request->collect();
    }
}

void Job::finish(const JobEnd& end)
{
    const std::shared_ptr<Request> ended = m_running;
    const QPointer<Job> self(this);
    collect();
    if (!self) {
        return;
    }
    m_running.reset();
    m_timer.stop();
    if (!m_waiting.empty()) {
        startNext();
    }
    Q_EMIT changed();
    if (ended->counts) {
        ended->done(end); // last, since it may destroy the job
    }
}

} // namespace samscope
