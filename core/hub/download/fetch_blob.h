#pragma once

#include "core/base/work.h"
#include "core/hub/cache/repo_cache.h"
#include "core/hub/http/hub_client.h"

#include <cstdint>
#include <optional>
#include <string>

namespace samscope {

/// What is to be fetched: its name for messages, where it is, and what it must turn out to be.
struct BlobSource
{
    std::string name;
    std::string url;
    std::string etag; ///< 64 hex digits: its SHA-256; 40: its git blob SHA-1; anything else only names it
    std::optional<std::uint64_t> size;
};

/// Puts the blob into the cache unless it is there. What an earlier run has fetched is resumed; the whole is read back
/// and compared with its hash before it gets its name. Throws `Error` (network, disk space, contents) and then leaves
/// at most the part that can be resumed.
void fetchBlob(HubClient& client, const RepoCache& cache, const BlobSource& source, const Work& work);

} // namespace samscope
