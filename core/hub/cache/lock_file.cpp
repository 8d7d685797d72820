#include "core/hub/cache/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

namespace samscope {

using namespace std::chrono_literals;

std::optional<LockFile> LockFile::acquire(const std::filesystem::path& path, const Work& work)
{
    std::error_code code;
    std::filesystem::create_directories(path.parent_path(), code);
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0664);
    if (descriptor < 0) {
        return std::nullopt;
    }
    LockFile lock(descriptor);
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return std::nullopt;
        }
        work.report({"waiting for another download", 0, 1, Unit::Items});
        work.throwIfStopped();
        std::this_thread::sleep_for(100ms);
    }
    return lock;
}

LockFile::LockFile(LockFile&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

LockFile& LockFile::operator=(LockFile&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

LockFile::~LockFile()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

} // namespace samscope
