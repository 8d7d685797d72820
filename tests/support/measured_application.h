#pragma once

#include "ui/job.h"

#include <QApplication>
#include <QEvent>

#include <ctime>

namespace samscope {

/// Measures how much CPU time of the GUI thread each event costs from delivery to return, nested ones included.
class MeasuredApplication final : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (m_isNested) {
            return QApplication::notify(receiver, event);
        }
        m_isNested = true;
        const auto* activity = qobject_cast<const Activity*>(receiver);
        const QString name = activity != nullptr ? activity->title() : receiver->objectName();
        const QString what = QStringLiteral("%1 '%2' event %3")
                                 .arg(QLatin1String(receiver->metaObject()->className()), name)
                                 .arg(event->type());
        const double before = milliseconds();
        const bool handled = QApplication::notify(receiver, event);
        const double spent = milliseconds() - before;
        m_isNested = false;
        ++m_events;
        if (spent > m_slowest) {
            m_slowest = spent;
            m_slowestEvent = what;
        }
        return handled;
    }

    void restart()
    {
        m_slowest = 0;
        m_events = 0;
    }
    double slowest() const { return m_slowest; } ///< ms
    const QString& slowestEvent() const { return m_slowestEvent; }
    int events() const { return m_events; }

private:
    static double milliseconds()
    {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
    }

    bool m_isNested = false;
    double m_slowest = 0;
    QString m_slowestEvent;
    int m_events = 0;
};

} // namespace samscope
