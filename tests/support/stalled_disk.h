#pragma once

#include "core/base/file.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

namespace samscope {

/// A disk on which writes to model.safetensors stall while `isEnough` says so, until they are released.
class StalledDisk
{
public:
    /// `isEnough` gets the offset in the file, before each write, from any of the threads that write.
    explicit StalledDisk(std::function<bool(std::uint64_t offset)> isEnough)
    {
        setWriteHook(
            [state = m_state, isEnough = std::move(isEnough)](const std::filesystem::path& path, std::uint64_t offset) {
                if (path.filename() == "model.safetensors" && isEnough(offset)) {
                    std::unique_lock lock(state->mutex);
                    state->stalled = true;
                    state->wake.wait(lock, [&] { return state->released || !isEnough(offset); });
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

    /// Asks `isEnough` once more.
    void lookAgain()
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->wake.notify_all();
    }

    bool isStalled() const
    {
        const std::lock_guard lock(m_state->mutex);
        return m_state->stalled;
    }

private:
    /// The threads that write may wake when the disk has gone already.
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
