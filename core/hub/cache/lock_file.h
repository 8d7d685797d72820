#pragma once

#include "core/base/work.h"

#include <filesystem>
#include <optional>

namespace samscope {

/// A lock on a file that stays on the disk, as the Python client takes it (flock). It only saves bandwidth: nothing
/// relies on it, and where locks do not work the download goes on without one.
class LockFile
{
public:
    /// Waits while another process holds it. Nothing where no lock can be had. Throws `Error` when stopped.
    static std::optional<LockFile> acquire(const std::filesystem::path& path, const Work& work);

    LockFile(LockFile&& other) noexcept;
    LockFile& operator=(LockFile&& other) noexcept;
    ~LockFile();

private:
    explicit LockFile(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

} // namespace samscope
