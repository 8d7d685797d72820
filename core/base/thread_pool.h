#pragma once

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace samscope {

/// Threads that work through numbered tasks together with the one that calls. They sleep while there is nothing to do.
class ThreadPool
{
public:
    /// `threads` in all, the calling one among them; fewer where the system gives no more.
    explicit ThreadPool(int threads);
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;
    ~ThreadPool();

    int threads() const { return static_cast<int>(m_workers.size()) + 1; }

    /// A task, and which thread (0 to threads() - 1) runs it.
    using Task = std::function<void(int task, int thread)>;
    /// Runs tasks 0 to count - 1 in any order and returns when all are done. No task begins after a stop or after one
    /// that threw; throws what the first of those threw, or `Error` of kind Stopped. One call at a time.
    void run(int count, const Task& task, const std::stop_token& stop = {});

private:
    void workUntilStopped(int thread);
    void takeTasks(int thread);
    void abandon(std::exception_ptr failure);

    std::mutex m_mutex; ///< guards the round, the count of those at work and the failure
    std::condition_variable m_begin;
    std::condition_variable m_end;
    unsigned m_round = 0;
    int m_working = 0;
    bool m_quitting = false;
    std::exception_ptr m_failure; ///< of the round

    const Task* m_task = nullptr;
    const std::stop_token* m_stop = nullptr;
    int m_count = 0;
    std::atomic<int> m_next = 0;

    std::vector<std::jthread> m_workers; ///< last: everything above is there before they start and after they end
};

} // namespace samscope
