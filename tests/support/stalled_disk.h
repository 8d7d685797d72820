#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
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
        setWriteHook([state = m_state, isEnough = std::move(isEnough)](const std::filesystem::path& path,
                                                                       std::uint64_t written) {
            if (path.filename() == "model.safetensors" && isEnough(written)) {
                std::unique_lock lock(state->mutex);
                state->stalled = true;
                state->wake.wait(lock, [&state] { return state->released; });
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
        const std::lock_guard lock(m_state->mutex);
        m_state->released = true;
        m_state->wake.notify_all();
    }

    bool isStalled() const
    {
        const std::lock_guard lock(m_state->mutex);
        return m_state->stalled;
    }

private:
    /// The thread that writes may wake when the disk has gone already.
    struct State
    {
        std::mutex mutex;
        std::condition_variable wake;
        bool stalled = false;
        bool released = false;
    };

    std::shared_ptr<State> m_state = std::make_shared<State>();
};

} // namespace samscope
