#pragma once

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

/// What the Hub says about one file before it is fetched.
struct FileMetadata
{
    std::string commit; ///< that the revision stands for now
    std::string etag;
    std::optional<std::uint64_t> size;
};

/// How often a question is asked: a caller who can do without an answer does not wait for a Hub that is slow.
enum class Tries
{
    One,
    Several,
};

/// A model repository of a Hub at a revision (branch, tag or commit), and what can be asked about it. The client must
/// outlive it. Questions come in two steps, the reply and its reading, because a caller with a cached copy decides by
/// the reply whether that will do.
class Repo
{
public:
    Repo(HubClient& client, std::string id, std::string revision)
        : m_client(client), m_id(std::move(id)), m_revision(std::move(revision))
    {
    }

    HubClient& client() const { return m_client; }
    const std::string& id() const { return m_id; } ///< "namespace/name"
    const std::string& revision() const { return m_revision; }
    /// The same repository at another revision.
    Repo at(std::string revision) const { return {m_client, m_id, std::move(revision)}; }

    /// "namespace/name/file", for messages.
    std::string subject(const std::string& file) const { return m_id + "/" + file; }
    std::string url(const std::string& file) const;

    HttpReply askForFile(const std::string& file, Tries tries, const Work& work) const;
    /// Throws `Error` for a reply that does not describe the file.
    FileMetadata metadataFrom(const HttpReply& reply, const std::string& file) const;

    HttpReply askForHead(Tries tries, const Work& work) const;
    /// The commit that the revision stands for; nothing when there is no such repository, or none that the token may
    /// see. Throws `Error` for any other refusal.
    std::optional<std::string> commitFrom(const HttpReply& reply) const;

    /// Every file at the revision, which must be a commit, in the Hub's order, of any number of pages. Throws `Error`,
    /// also for a listing that does not end.
    std::vector<RepoFile> files(const Work& work) const;

private:
    HttpReply ask(const HttpRequest& request, Tries tries, const Work& work) const;

    HubClient& m_client;
    std::string m_id;
    std::string m_revision;
};

} // namespace samscope
