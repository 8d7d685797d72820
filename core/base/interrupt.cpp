#include "core/base/interrupt.h"

#include <pthread.h>
#include <unistd.h>

namespace samscope {

InterruptGuard::InterruptGuard()
{
    sigemptyset(&m_signals);
    sigaddset(&m_signals, SIGINT);
    sigaddset(&m_signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &m_signals, nullptr);
    m_thread = std::thread([this] { wait(); });
}

InterruptGuard::~InterruptGuard()
{
    m_finished.request_stop();
    pthread_kill(m_thread.native_handle(), SIGTERM); // wakes sigwait
    m_thread.join();
    pthread_sigmask(SIG_UNBLOCK, &m_signals, nullptr);
}

void InterruptGuard::wait()
{
    int signal = 0;
    while (sigwait(&m_signals, &signal) == 0 && !m_finished.stop_requested()) {
        if (!m_stop.request_stop()) {
            ::_exit(130);
        }
    }
}

} // namespace samscope
