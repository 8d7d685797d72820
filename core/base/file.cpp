#include "core/base/file.h"

#include "core/base/error.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

namespace samscope {

namespace fs = std::filesystem;

namespace {

using WriteHook = std::function<void(const fs::path&, std::uint64_t)>;

std::mutex hookMutex;
std::shared_ptr<const WriteHook> writeHook;

std::shared_ptr<const WriteHook> currentHook()
{
    const std::scoped_lock lock(hookMutex);
    return writeHook;
}

std::string adviceFor(int code)
{
    switch (code) {
    case ENOENT:
        return "check the path";
    case EACCES:
    case EPERM:
    case EROFS:
        return "check the permissions, or choose another place";
    case ENOSPC:
    case EDQUOT:
        return "free some space, or choose another disk";
    default:
        return {};
    }
}

[[noreturn]] void failWith(const fs::path& path, const char* action, int code)
{
    std::string reason = std::string("cannot ") + action + ": " + std::strerror(code);
    if (code == ENOSPC || code == EDQUOT) {
        reason += " (" + humanBytes(freeDiskSpace(path)) + " free)";
    }
    throw Error({.file = path.string(), .reason = std::move(reason), .advice = adviceFor(code)});
}

int openOrFail(const fs::path& path, int flags, const char* action)
{
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        failWith(path, action, errno);
    }
    return descriptor;
}

} // namespace

File File::openForReading(const fs::path& path)
{
    File file(path, openOrFail(path, O_RDONLY, "open"));
    struct stat info = {};
    if (::fstat(file.m_descriptor, &info) != 0) {
        failWith(path, "read", errno);
    }
    if (!S_ISREG(info.st_mode)) {
        throw Error({.file = path.string(), .reason = "is not a file", .advice = "check the path"});
    }
    return file;
}

File File::createNew(const fs::path& path)
{
    return File(path, openOrFail(path, O_RDWR | O_CREAT | O_EXCL, "create"));
}

File File::openForUpdate(const fs::path& path)
{
    return File(path, openOrFail(path, O_RDWR | O_CREAT, "open"));
}

File::File(File&& other) noexcept
    : m_path(std::move(other.m_path)), m_descriptor(std::exchange(other.m_descriptor, -1)), m_written(other.m_written)
{
}

File& File::operator=(File&& other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_written, other.m_written);
    return *this;
}

File::~File()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

std::uint64_t File::size() const
{
    struct stat info = {};
    if (::fstat(m_descriptor, &info) != 0) {
        failWith(m_path, "read", errno);
    }
    return static_cast<std::uint64_t>(info.st_size);
}

std::size_t File::readAt(std::uint64_t offset, std::span<std::byte> out) const
{
    std::size_t done = 0;
    while (done < out.size()) {
        const ssize_t count =
            ::pread(m_descriptor, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            failWith(m_path, "read", errno);
        }
        if (count == 0) {
            break;
        }
        done += static_cast<std::size_t>(count);
    }
    return done;
}

void File::write(std::span<const std::byte> bytes)
{
    if (const auto hook = currentHook()) {
        (*hook)(m_path, m_written);
    }
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::write(m_descriptor, bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            failWith(m_path, "write", errno);
        }
        done += static_cast<std::size_t>(count);
    }
    m_written += bytes.size();
}

void File::writeAt(std::uint64_t offset, std::span<const std::byte> bytes)
{
    if (const auto hook = currentHook()) {
        (*hook)(m_path, offset);
    }
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count =
            ::pwrite(m_descriptor, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            failWith(m_path, "write", errno);
        }
        done += static_cast<std::size_t>(count);
    }
}

void File::startSync(std::uint64_t offset, std::uint64_t size)
{
#ifdef SYNC_FILE_RANGE_WRITE
    if (size == 0) {
        return; // it would mean all that follows
    }
    ::sync_file_range(m_descriptor, static_cast<off_t>(offset), static_cast<off_t>(size), SYNC_FILE_RANGE_WRITE);
#endif
}

void File::sync()
{
    if (::fsync(m_descriptor) != 0) {
        failWith(m_path, "flush", errno);
    }
}

void File::close()
{
    if (::close(std::exchange(m_descriptor, -1)) != 0) {
        failWith(m_path, "close", errno);
    }
}

void setWriteHook(WriteHook hook)
{
    const std::scoped_lock lock(hookMutex);
    writeHook = hook ? std::make_shared<const WriteHook>(std::move(hook)) : nullptr;
}

void requireWritableFolder(const fs::path& folder)
{
    std::error_code code;
    if (!fs::is_directory(folder, code)) {
        throw Error({.file = folder.string(),
                     .reason = "the folder does not exist",
                     .advice = "create it first, or choose another place"});
    }
    if (::access(folder.c_str(), W_OK | X_OK) != 0) {
        failWith(folder, "create anything in this folder", errno);
    }
}

void syncFolder(const fs::path& folder)
{
    const int descriptor = openOrFail(folder, O_RDONLY | O_DIRECTORY, "open");
    const int result = ::fsync(descriptor);
    const int code = errno;
    ::close(descriptor);
    if (result != 0 && code != EINVAL && code != ENOTSUP) { // some network drives cannot flush a folder
        failWith(folder, "flush", code);
    }
}

void renamePath(const fs::path& from, const fs::path& to)
{
    if (::rename(from.c_str(), to.c_str()) != 0) {
        failWith(to, "rename into place", errno);
    }
}

bool exchangePaths(const fs::path& a, const fs::path& b)
{
#ifdef RENAME_EXCHANGE
    return ::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0;
#else
    return false;
#endif
}

std::uint64_t freeDiskSpace(const fs::path& path)
{
    std::error_code code;
    fs::path probe = fs::absolute(path, code);
    while (!fs::exists(probe, code) && probe.has_relative_path()) {
        probe = probe.parent_path();
    }
    const auto space = fs::space(probe, code);
    return code ? 0 : space.available;
}

std::optional<FolderLock> FolderLock::tryAcquire(const fs::path& folder)
{
    const int descriptor = openOrFail(folder, O_RDONLY | O_DIRECTORY, "open");
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor);
        return std::nullopt;
    }
    return FolderLock(descriptor);
}

FolderLock::FolderLock(FolderLock&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

FolderLock::~FolderLock()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

} // namespace samscope
