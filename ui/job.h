#pragma once

#include "core/base/error.h"
#include "core/base/work.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace samscope {

/// Something that takes time and can be stopped, as the job bar shows it. Lives on the GUI thread.
class Activity : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual bool isRunning() const = 0;
    virtual QString title() const = 0;
    virtual Progress progress() const = 0;
    /// Asks to stop; returns at once.
    virtual void stop() = 0;

Q_SIGNALS:
    /// Started, ended, or further along; at most every 30 ms.
    void changed();
};

/// How a job ended. Stopped is not failed.
struct JobEnd
{
    enum class State
    {
        Done,
        Failed,
        Stopped,
    };

    State state = State::Done;
    QString message; ///< one line, empty when done
};

/// One task on a thread of its own; its progress is looked at every 30 ms, whatever the task's own pace.
/// Destruction asks it to stop and waits for it.
class Job : public Activity
{
    Q_OBJECT
public:
    using Task = std::function<void(const Work&)>;

    explicit Job(QObject* parent = nullptr);
    ~Job() override;

    /// Starts `task`; must not be called while running.
    void start(const QString& title, Task task);

    bool isRunning() const override { return m_running; }
    QString title() const override { return m_title; }
    Progress progress() const override;
    void stop() override;

Q_SIGNALS:
    /// Every 30 ms while running, and once more right before `finished`: the moment to collect what the task has left.
    void ticked();
    void finished(const samscope::JobEnd& end);

private:
    class Sink final : public ProgressSink
    {
    public:
        void report(const Progress& progress) override;
        Progress latest() const;
        void reset();

    private:
        mutable std::mutex m_mutex;
        Progress m_progress;
    };

    void end(const JobEnd& end);

    QString m_title;
    bool m_running = false;
    Sink m_sink;
    QTimer m_timer;
    std::jthread m_thread;
};

} // namespace samscope
