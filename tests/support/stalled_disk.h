#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

#include "core/base/file.h"

namespace samscope {

/// A disk on which writes to model.safetensors stall as soon as `isEnough` says so, until they are released.
class StalledDisk
{
public:
    /// `isEnough` gets the bytes of the file that have been written, before each write that follows.
    explicit StalledDisk(std::function<bool(std::uint64_t written)> isEnough)
    {
        setWriteHook([this, isEnough = std::move(isEnough)](const std::filesystem::path& path, std::uint64_t written) {
            if (path.filename() == "model.safetensors" && isEnough(written)) {
                std::unique_lock lock(m_mutex);
                m_stalled = true;
                m_wake.wait(lock, [this] { return m_released; });
            }
        });
    }
    StalledDisk(const StalledDisk&) = delete;
    StalledDisk& operator=(const StalledDisk&) = delete;
    ~StalledDisk()
    {
        release();
        setWriteHook({});
    }

    void release()
    {
        const std::lock_guard lock(m_mutex);
        m_released = true;
        m_wake.notify_all();
    }

    bool isStalled() const
    {
        const std::lock_guard lock(m_mutex);
        return m_stalled;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stalled = false;
    bool m_released = false;
};

} // namespace samscope
