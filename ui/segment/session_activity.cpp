#include "ui/segment/session_activity.h"

#include <utility>

namespace samscope {

SessionActivity::SessionActivity(QObject* parent) : Activity(parent)
{
    m_timer.setInterval(30);
    connect(&m_timer, &QTimer::timeout, this, &Activity::changed);
}

void SessionActivity::setLoading(bool loading)
{
    if (std::exchange(m_loading, loading) != loading) {
        update();
    }
}

void SessionActivity::setEncoding(bool encoding)
{
    if (std::exchange(m_encoding, encoding) != encoding) {
        update();
    }
}

void SessionActivity::addJob(const QString& title)
{
    m_jobs.append(title);
    update();
}

void SessionActivity::endJob()
{
    m_jobs.removeFirst();
    update();
}

void SessionActivity::report(const Progress& progress)
{
    const std::lock_guard lock(m_mutex);
    m_progress = progress;
}

QString SessionActivity::title() const
{
    return m_loading ? tr("Loading the model") : m_encoding ? tr("Encoding the picture") : m_jobs.value(0);
}

Progress SessionActivity::progress() const
{
    const std::lock_guard lock(m_mutex);
    return m_progress;
}

void SessionActivity::update()
{
    report({});
    if (isRunning()) {
        m_timer.start();
    } else {
        m_timer.stop();
    }
    Q_EMIT changed();
}

} // namespace samscope
