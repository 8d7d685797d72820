#pragma once

#include "core/base/work.h"
#include "core/hub/http/hub_client.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace samscope {

/// A file of a repository at one commit.
struct RepoFile
{
    std::string path;
    std::uint64_t size = 0;
    std::string oid;    ///< git blob SHA-1 (of the pointer, for a file in large storage)
    std::string sha256; ///< of a file in large storage; otherwise empty

    /// The name of its blob in the cache.
    const std::string& etag() const { return sha256.empty() ? oid : sha256; }
};

/// What the Hub tells about one file before it is fetched.
struct FileMetadata
{
    std::string commit; ///< that the revision stands for now
    std::string etag;
    std::optional<std::uint64_t> size;
};

/// The URL of a file at a revision.
std::string fileUrl(const HubClient& client, const std::string& repoId, const std::string& revision,
                    const std::string& file);

/// The reply to the question for a file's metadata, tried again only with `patiently`; `metadataOf` reads it. Two
/// steps, because a caller with a cached copy does without.
HttpReply askForFile(HubClient& client, const std::string& repoId, const std::string& revision, const std::string& file,
                     bool patiently, const Work& work);
FileMetadata metadataOf(const HubClient& client, const HttpReply& reply, const std::string& subject);

/// The same two steps for the commit that a revision stands for; nothing when there is no such repository (or none
/// that the token may see).
HttpReply askForHead(HubClient& client, const std::string& repoId, const std::string& revision, bool patiently,
                     const Work& work);
std::optional<std::string> commitOf(const HubClient& client, const HttpReply& reply, const std::string& repoId);

/// Every file of a commit, in the Hub's order, of any number of pages. Throws `Error`.
std::vector<RepoFile> listFiles(HubClient& client, const std::string& repoId, const std::string& commit,
                                const Work& work);

} // namespace samscope
