#pragma once

#include <functional>
#include <semaphore>
#include <thread>

namespace samscope {

/// A thread that stays ready to take one piece of work at a time off its owner; a new thread for every piece waits too
/// long for its turn on a busy machine.
class SideThread
{
public:
    SideThread();
    SideThread(const SideThread&) = delete;
    SideThread& operator=(const SideThread&) = delete;
    /// Waits for the work that is left.
    ~SideThread();

    /// Waits for the work before and starts this one, which must not throw; what it refers to must stay until `wait`
    /// or the next `start` returns.
    void start(std::function<void()> work);
    /// Returns when nothing is running.
    void wait();

private:
    void run();

    std::function<void()> m_work; ///< nothing: the end
    bool m_busy = false;          ///< known to the owner alone
    std::binary_semaphore m_started{0};
    std::binary_semaphore m_finished{0};
    std::thread m_thread;
};

} // namespace samscope
