#include "core/convert/side_thread.h"

namespace samscope {

SideThread::SideThread() : m_thread([this] { run(); }) {}

SideThread::~SideThread()
{
    m_work = nullptr;
    m_started.release();
    m_thread.join();
}

void SideThread::run()
{
    for (m_started.acquire(); m_work != nullptr; m_started.acquire()) {
        (*m_work)();
        m_finished.release();
    }
}

void SideThread::both(const std::function<void()>& beside, const std::function<void()>& here)
{
    m_work = &beside;
    m_started.release();
    try {
        here();
    } catch (...) {
        m_finished.acquire();
        throw;
    }
    m_finished.acquire();
}

} // namespace samscope
