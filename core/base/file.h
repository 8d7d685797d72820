#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>

namespace samscope {

/// An open file. The only place where the program calls the operating system for file contents; POSIX where it is
/// there, the standard library elsewhere. Every failure is an `Error` that names the path.
class File
{
public:
    static File openForReading(const std::filesystem::path& path);
    /// Fails when the file exists. Permissions follow the user's umask.
    static File createNew(const std::filesystem::path& path);
    /// For reading and `writeAt`: what a file already holds is kept, a missing one is created.
    static File openForUpdate(const std::filesystem::path& path);

    File(File&& other) noexcept;
    File& operator=(File&& other) noexcept;
    ~File();

    const std::filesystem::path& path() const { return m_path; }
    std::uint64_t size() const;
    /// Bytes read at `offset`, less than asked only at the end of the file.
    std::size_t readAt(std::uint64_t offset, std::span<std::byte> out) const;
    void write(std::span<const std::byte> bytes);
    /// Several threads may call it at once, each for a range of its own.
    void writeAt(std::uint64_t offset, std::span<const std::byte> bytes);
    /// Lets the system begin to bring this range to the disk, so that `sync` has less to wait for; a hint, where there
    /// is one.
    void startSync(std::uint64_t offset, std::uint64_t size);
    /// Flushes to the disk itself.
    void sync();
    void close();

private:
    File(std::filesystem::path path, int descriptor) : m_path(std::move(path)), m_descriptor(descriptor) {}

    std::filesystem::path m_path;
    int m_descriptor = -1;
    std::uint64_t m_written = 0;
};

/// Called before every write to a file with the path and the offset it goes to, by whichever thread writes; it may
/// throw. Tests stall or fail the disk with it; empty in production.
void setWriteHook(std::function<void(const std::filesystem::path&, std::uint64_t)> hook);

/// Throws `Error` unless new files can be made in this folder; touches nothing.
void requireWritableFolder(const std::filesystem::path& folder);

/// Flushes the names in a folder to the disk.
void syncFolder(const std::filesystem::path& folder);

/// Renames; on POSIX the goal is replaced in one step. Throws `Error`.
void renamePath(const std::filesystem::path& from, const std::filesystem::path& to);

/// Swaps two paths in one step, so that no moment exists without either; false where the disk cannot do that.
bool exchangePaths(const std::filesystem::path& a, const std::filesystem::path& b);

/// Bytes the user may still write on the disk that holds `path` (or its nearest existing parent).
std::uint64_t freeDiskSpace(const std::filesystem::path& path);

/// A lock held on an open folder until the object dies; it leaves nothing behind on the disk.
class FolderLock
{
public:
    /// Nothing when another process holds it.
    static std::optional<FolderLock> tryAcquire(const std::filesystem::path& folder);
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    ~FolderLock();

private:
    explicit FolderLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

} // namespace samscope
