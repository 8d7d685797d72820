#pragma once

#include "core/base/error.h"
#include "core/base/work.h"

#include <QObject>
#include <QTimer>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

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

    bool isDone() const { return state == State::Done; }
};

/// How a job ended, and what its task returned.
template <typename Result> struct JobOutcome : JobEnd
{
    std::optional<Result> value; ///< set when done
};

template <> struct JobOutcome<void> : JobEnd
{
};

/// What a task hands over before it ends, on its way from the threads that make it to the GUI thread.
template <typename Part> class Parts
{
public:
    void add(Part part)
    {
        const std::lock_guard lock(m_mutex);
        m_parts.push_back(std::move(part));
    }

    /// Those added since the last call.
    std::vector<Part> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_parts, {});
    }

private:
    std::mutex m_mutex;
    std::vector<Part> m_parts;
};

/// Runs tasks on a thread, one after the other, and hands what came of them to the GUI thread, where the job lives. The
/// newest request wins: it replaces the one before it, whose outcome reaches nobody. Requests about different subjects
/// do not replace each other; they take turns in the order in which they came. Destruction asks the task to stop and
/// waits for it; no callback is called afterwards. A callback may destroy the job.
class Job : public Activity
{
    Q_OBJECT
public:
    explicit Job(QObject* parent = nullptr);
    ~Job() override;

    /// Calls `task(const Work&)` on a thread and then `done(JobOutcome<Result>)` on the GUI thread, Result being what
    /// `task` returns. An older request about the same subject is asked to stop if its task runs, and this one begins
    /// as soon as the thread is free.
    template <typename Task, typename Done> void run(const QString& title, Task task, Done done, int subject = 0)
    {
        enqueue(makeRequest(title, std::move(task), std::move(done), subject));
    }

    /// As `run`, for `task(const Work&, Parts<Part>&)`: what it adds reaches `arrived(std::vector<Part>)` every 30 ms,
    /// and the rest right before `done`.
    template <typename Part, typename Task, typename Arrived, typename Done>
    void runInParts(const QString& title, Task task, Arrived arrived, Done done)
    {
        const auto parts = std::make_shared<Parts<Part>>();
        auto request = makeRequest(
            title, [parts, task = std::move(task)](const Work& work) mutable { return task(work, *parts); },
            std::move(done), 0);
        request->collect = [parts, arrived = std::move(arrived)]() mutable {
            if (std::vector<Part> some = parts->take(); !some.empty()) {
                arrived(std::move(some));
            }
        };
        enqueue(std::move(request));
    }

    /// Drops the requests about `subject`, or all of them: what runs is asked to stop, and nobody hears of it again.
    void forget(std::optional<int> subject = std::nullopt);

    /// There is a request whose outcome is still to come.
    bool isRunning() const override { return current() != nullptr; }
    /// Title, progress and stop are those of the request that is answered next. A task that has not begun when it is
    /// asked to stop ends as stopped when its turn comes.
    QString title() const override;
    Progress progress() const override;
    void stop() override;

private:
    struct Request
    {
        QString title;
        int subject = 0;
        std::function<void(const Work&)> task; ///< keeps what it returns
        std::function<void()> collect = [] {}; ///< hands over parts
        std::function<void(const JobEnd&)> done;
        std::stop_source stop = {};
        bool counts = true; ///< neither replaced nor forgotten
    };

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

    template <typename Task, typename Done>
    static std::shared_ptr<Request> makeRequest(const QString& title, Task task, Done done, int subject)
    {
        using Result = std::invoke_result_t<Task&, const Work&>;
        const auto outcome = std::make_shared<JobOutcome<Result>>();
        auto request = std::make_shared<Request>();
        request->title = title;
        request->subject = subject;
        request->task = [outcome, task = std::move(task)](const Work& work) mutable {
            if constexpr (std::is_void_v<Result>) {
                task(work);
            } else {
                outcome->value.emplace(task(work));
            }
        };
        request->done = [outcome, done = std::move(done)](const JobEnd& end) mutable {
            static_cast<JobEnd&>(*outcome) = end;
            done(std::move(*outcome));
        };
        return request;
    }

    Request* current() const;
    void enqueue(std::shared_ptr<Request> request);
    void startNext();
    /// The thread's own: does what it is given.
    void serve(const std::stop_token& quit);
    Request* waitForRequest(const std::stop_token& quit);
    void collect();
    void finish(const JobEnd& end);

    std::shared_ptr<Request> m_running; ///< has the thread, even if it no longer counts
    std::deque<std::shared_ptr<Request>> m_waiting;
    Sink m_sink;
    QTimer m_timer;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    Request* m_given = nullptr; ///< to the thread, which has not taken it yet
    /// One for all requests: a thread that begins finds cold caches and fresh memory. It starts with the first. Last:
    /// everything above is there before it starts and after it ends.
    std::jthread m_thread;
};

} // namespace samscope
