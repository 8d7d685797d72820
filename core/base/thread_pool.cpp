#include "core/base/thread_pool.h"

#include "core/base/progress.h"

#include <system_error>
#include <utility>

namespace samscope {

ThreadPool::ThreadPool(int threads)
{
    try {
        for (int i = 1; i < threads; ++i) {
            m_workers.emplace_back([this, i] { workUntilStopped(i); });
        }
    } catch (const std::system_error&) { // the work gets done without it
    }
}

ThreadPool::~ThreadPool()
{
    {
        const std::lock_guard lock(m_mutex);
        m_quitting = true;
    }
    m_begin.notify_all();
}

void ThreadPool::run(int count, const Task& task, const std::stop_token& stop)
{
    throwIfStopped(stop);
    {
        const std::lock_guard lock(m_mutex);
        m_task = &task;
        m_stop = &stop;
        m_count = count;
        m_next = 0;
        m_working = static_cast<int>(m_workers.size());
        ++m_round;
    }
    m_begin.notify_all();
    takeTasks(0);
    std::unique_lock lock(m_mutex);
    m_end.wait(lock, [this] { return m_working == 0; });
    if (m_failure) {
        std::rethrow_exception(std::exchange(m_failure, nullptr));
    }
    throwIfStopped(stop);
}

void ThreadPool::workUntilStopped(int thread)
{
    unsigned seen = 0;
    for (;;) {
        {
            std::unique_lock lock(m_mutex);
            m_begin.wait(lock, [&] { return m_quitting || m_round != seen; });
            if (m_quitting) {
                return;
            }
            seen = m_round;
        }
        takeTasks(thread);
        const std::lock_guard lock(m_mutex);
        if (--m_working == 0) {
            m_end.notify_one();
        }
    }
}

void ThreadPool::takeTasks(int thread)
{
    while (!m_stop->stop_requested()) {
        const int task = m_next.fetch_add(1, std::memory_order_relaxed);
        if (task >= m_count) {
            return;
        }
        try {
            (*m_task)(task, thread);
        } catch (...) {
            abandon(std::current_exception());
        }
    }
}

void ThreadPool::abandon(std::exception_ptr failure)
{
    m_next = m_count;
    const std::lock_guard lock(m_mutex);
    if (!m_failure) {
        m_failure = std::move(failure);
    }
}

} // namespace samscope
