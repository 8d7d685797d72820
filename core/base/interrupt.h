#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace samscope {

/// Turns Ctrl+C and SIGTERM into a stop request; a second one ends the process at once with exit code 130. Create it
/// before any other thread, so that the signals are blocked everywhere else.
class InterruptGuard
{
public:
    InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;
    ~InterruptGuard();

    std::stop_token token() const { return m_stop.get_token(); }

private:
    void wait();

    std::stop_source m_stop;
    std::stop_source m_finished;
    sigset_t m_signals = {};
    std::thread m_thread;
};

} // namespace samscope
