#include "tests/support/disk_watch.h"

#include "tests/support/real_function.h"

#include <sys/statvfs.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>

namespace samscope {

namespace fs = std::filesystem;

namespace {

std::atomic<DiskWatch*> current = nullptr;

} // namespace

DiskWatch::DiskWatch()
{
    current = this;
}

DiskWatch::~DiskWatch()
{
    current = nullptr;
}

std::vector<DiskWatch::Request> DiskWatch::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

struct DiskWatchHooks
{
    /// False: refused, and errno says why.
    static bool mayPass(const DiskWatch::Request& request)
    {
        DiskWatch* watch = current;
        if (watch == nullptr) {
            return true;
        }
        {
            const std::lock_guard lock(watch->m_mutex);
            watch->m_requests.push_back(request);
        }
        const int code = watch->answer(request);
        errno = code;
        return code == 0;
    }

    static fs::path pathOf(int descriptor)
    {
        std::error_code ignored;
        return fs::read_symlink("/proc/self/fd/" + std::to_string(descriptor), ignored);
    }

    template <typename Space> static void limit(Space* space)
    {
        const DiskWatch* watch = current;
        if (watch != nullptr && watch->freeBytes) {
            space->f_frsize = space->f_bsize = 1;
            space->f_blocks = space->f_bfree = space->f_bavail = *watch->freeBytes;
        }
    }
};

} // namespace samscope

// NOLINTBEGIN: the C library's own names
extern "C" {

int fsync(int descriptor)
{
    using namespace samscope;
    static auto* const real = realFunction<int(int)>("fsync");
    const bool passes = DiskWatchHooks::mayPass({DiskWatch::Call::Sync, DiskWatchHooks::pathOf(descriptor)});
    return passes ? real(descriptor) : -1;
}

int rename(const char* from, const char* to) noexcept
{
    using namespace samscope;
    static auto* const real = realFunction<int(const char*, const char*)>("rename");
    return DiskWatchHooks::mayPass({DiskWatch::Call::Rename, from, to}) ? real(from, to) : -1;
}

int renameat2(int fromFolder, const char* from, int toFolder, const char* to, unsigned flags) noexcept
{
    using namespace samscope;
    static auto* const real = realFunction<int(int, const char*, int, const char*, unsigned)>("renameat2");
    const bool passes = DiskWatchHooks::mayPass({DiskWatch::Call::Exchange, from, to});
    return passes ? real(fromFolder, from, toFolder, to, flags) : -1;
}

int statvfs(const char* path, struct statvfs* space) noexcept
{
    static auto* const real = samscope::realFunction<int(const char*, struct statvfs*)>("statvfs");
    const int result = real(path, space);
    samscope::DiskWatchHooks::limit(space);
    return result;
}

int statvfs64(const char* path, struct statvfs64* space) noexcept
{
    static auto* const real = samscope::realFunction<int(const char*, struct statvfs64*)>("statvfs64");
    const int result = real(path, space);
    samscope::DiskWatchHooks::limit(space);
    return result;
}
}
// NOLINTEND
