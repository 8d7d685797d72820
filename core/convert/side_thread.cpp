#include "core/convert/side_thread.h"

namespace samscope {

SideThread::SideThread() : m_thread([this] { run(); }) {}

SideThread::~SideThread()
{
    start(nullptr);
    m_thread.join();
}

void SideThread::run()
{
    for (m_started.acquire(); m_work; m_started.acquire()) {
        m_work();
        m_finished.release();
    }
}

void SideThread::start(std::function<void()> work)
{
    wait();
    m_work = std::move(work);
    m_busy = true;
    m_started.release();
}

void SideThread::wait()
{
    if (m_busy) {
        m_finished.acquire();
        m_busy = false;
    }
}

} // namespace samscope
