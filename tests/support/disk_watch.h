#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace samscope {

/// Hears what the program asks of the disk besides reading and writing, and may refuse it; writes have a hook of their
/// own in core/base/file.h. One at a time. A program that uses it has its own fsync, rename, renameat2 and statvfs,
/// which ask here and then call those of the C library.
class DiskWatch
{
public:
    enum class Call
    {
        Sync,
        Rename,
        Exchange,
    };

    struct Request
    {
        Call call;
        std::filesystem::path path;
        std::filesystem::path to = {}; ///< of a rename or an exchange

        bool operator==(const Request&) const = default;
    };

    DiskWatch();
    DiskWatch(const DiskWatch&) = delete;
    DiskWatch& operator=(const DiskWatch&) = delete;
    ~DiskWatch();

    /// The error code for a request, 0 to let it pass. Called by whichever thread asks.
    std::function<int(const Request&)> answer = [](const Request&) { return 0; };
    /// What every disk says that it has left, in bytes; nothing: the truth.
    std::optional<std::uint64_t> freeBytes;

    std::vector<Request> requests() const;

private:
    friend struct DiskWatchHooks;

    mutable std::mutex m_mutex;
    std::vector<Request> m_requests;
};

} // namespace samscope
