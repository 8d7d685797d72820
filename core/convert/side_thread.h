#pragma once

#include <functional>
#include <semaphore>
#include <thread>

namespace samscope {

/// A thread that stays ready to share a piece of work with its owner; a new thread for every piece waits too long for
/// its turn on a busy machine.
class SideThread
{
public:
    SideThread();
    SideThread(const SideThread&) = delete;
    SideThread& operator=(const SideThread&) = delete;
    ~SideThread();

    /// Runs `beside` on the thread and `here` on the caller, and returns (or throws what `here` threw) when both are
    /// done. `beside` must not throw.
    void both(const std::function<void()>& beside, const std::function<void()>& here);

private:
    void run();

    const std::function<void()>* m_work = nullptr; // nothing: the end
    std::binary_semaphore m_started{0};
    std::binary_semaphore m_finished{0};
    std::thread m_thread;
};

} // namespace samscope
