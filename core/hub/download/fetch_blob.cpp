#include "core/hub/download/fetch_blob.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/hub/cache/content_hash.h"
#include "core/hub/cache/lock_file.h"
#include "core/hub/download/blob_transfer.h"

#include <fmt/format.h>

namespace samscope {

namespace fs = std::filesystem;

namespace {

void removeQuietly(const fs::path& file)
{
    std::error_code ignored;
    fs::remove(file, ignored);
}

std::uint64_t sizeOf(const fs::path& file)
{
    std::error_code code;
    const auto size = fs::file_size(file, code);
    return code ? 0 : size;
}

/// Whatever ends a download: a part without a byte is nothing to resume.
class NoEmptyPart
{
public:
    explicit NoEmptyPart(const fs::path& partial) : m_partial(partial) {}
    NoEmptyPart(const NoEmptyPart&) = delete;
    NoEmptyPart& operator=(const NoEmptyPart&) = delete;
    ~NoEmptyPart()
    {
        if (sizeOf(m_partial) == 0) {
            removeQuietly(m_partial);
        }
    }

private:
    const fs::path& m_partial;
};

void requireSpace(const BlobSource& source, const fs::path& partial)
{
    const std::uint64_t there = sizeOf(partial);
    const std::uint64_t needed = source.size.value_or(0) - std::min(there, source.size.value_or(0));
    const std::uint64_t free = freeDiskSpace(partial);
    if (needed > free) {
        throw Error({.file = source.name,
                     .place = partial.parent_path().string(),
                     .reason = humanBytes(needed) + " needed, " + humanBytes(free) + " free on this disk",
                     .advice = "free some space, or set HF_HUB_CACHE to another disk"});
    }
}

/// The file that was written, whatever its name stands for by now.
class WrittenBytes final : public ByteSource
{
public:
    explicit WrittenBytes(const File& file) : m_file(file), m_name(file.path().string()), m_size(file.size()) {}
    const std::string& name() const override { return m_name; }
    std::uint64_t size() const override { return m_size; }
    void read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        if (m_file.readAt(offset, out) != out.size()) {
            throw Error({.file = m_name, .reason = "became shorter while it was read"});
        }
    }

private:
    const File& m_file;
    std::string m_name;
    std::uint64_t m_size;
};

// What is wrong with the contents, in one clause; empty when they are what the etag promises.
std::string problemOf(const File& file, const std::string& etag, const Work& work)
{
    if (etag.size() != 64 && etag.size() != 40) {
        return {};
    }
    const bool large = etag.size() == 64;
    const std::string found = contentHash(large ? HashKind::Sha256 : HashKind::GitSha1, WrittenBytes(file), work);
    return found == etag ? "" : fmt::format("its {} is {}, not {}", large ? "SHA-256" : "git SHA-1", found, etag);
}

// A second name and not a rename: where locks do not work, another process may have placed the same contents already,
// and its blob must not be replaced by what the old name stands for now.
void place(const fs::path& partial, const fs::path& blob)
{
    std::error_code code;
    fs::create_hard_link(partial, blob, code);
    if (code && !fs::exists(blob)) { // a disk without hard links
        renamePath(partial, blob);
    }
    removeQuietly(partial);
    syncFolder(blob.parent_path());
}

} // namespace

void fetchBlob(HubClient& client, const RepoCache& cache, const BlobSource& source, const Work& work)
{
    const fs::path blob = cache.blob(source.etag);
    const fs::path partial = cache.partial(source.etag);
    if (fs::exists(blob)) {
        return;
    }
    requireSpace(source, partial);
    const auto lock = LockFile::acquire(cache.lock(source.etag), work);
    if (fs::exists(blob)) {
        return;
    }
    fs::create_directories(blob.parent_path());
    const NoEmptyPart noEmptyPart(partial);
    // Parts of several exchanges may not belong together: then it is begun once more.
    for (bool again = false;; again = true) {
        const bool resumed = sizeOf(partial) > 0;
        File file = File::openForUpdate(partial);
        BlobTransfer transfer(client, source, file, work);
        const std::string problem = transfer.run() ? problemOf(file, source.etag, work)
                                                   : "it changed on the server, or is not of the announced size";
        if (problem.empty()) {
            place(partial, blob);
            return;
        }
        removeQuietly(partial);
        if (again || (!resumed && transfer.exchanges() == 1)) {
            throw Error({.file = source.name,
                         .reason = problem + ", so it was thrown away",
                         .advice = "try again; if it happens again, the server's file is damaged"});
        }
    }
}

} // namespace samscope
