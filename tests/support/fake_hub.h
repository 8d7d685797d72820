#pragma once

#include "tests/support/http_server.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace samscope {

/// Something that goes wrong with the next requests of a kind.
struct Fault
{
    std::string method; ///< empty: any
    std::string path;   ///< part of the path
    int times = 1;
    std::function<void(ServerRequest&)> before = {}; ///< changes what the hub is asked
    std::function<void(ServerReply&)> after = {};    ///< changes what it answers
};

struct HubRequestLog
{
    std::string server; ///< "hub" or "cdn"
    std::string method;
    std::string path;
    std::map<std::string, std::string> headers;
    std::string query;
};

/// A Hub on loopback that speaks the protocol of the real one as far as models go: resolve with a redirect to a second
/// server for large files, revision and tree, create, preupload, LFS batch (basic and multipart), commit. Large files
/// are those that end in .safetensors, .bin or .pth.
class FakeHub
{
public:
    using Files = std::map<std::string, std::string>;

    explicit FakeHub(int port = 0);

    std::string endpoint() const { return m_hub->url(); }
    /// Another origin, which must never see the token.
    std::string cdn() const { return m_cdn->url(); }

    /// A new commit with exactly these files; returns its name. The repository is created when it is not there.
    std::string commit(const std::string& repoId, const Files& files, const std::string& branch = "main");
    Files filesAt(const std::string& repoId, const std::string& revision = "main") const;
    std::string head(const std::string& repoId, const std::string& revision = "main") const;
    std::size_t commitCount(const std::string& repoId) const;
    bool isPrivate(const std::string& repoId) const;

    void add(Fault fault);
    void clearFaults();
    std::vector<HubRequestLog> log() const;
    /// Requests whose method and path hold these.
    std::size_t countOf(const std::string& method, const std::string& path) const;

    // Set before the requests that they concern.
    std::string neededToken;                ///< to see or change anything; empty: reading is free
    std::size_t multipartAbove = 1'000'000; ///< bytes
    std::size_t partSize = 400'000;         ///< bytes
    std::size_t pageSize = 1000;            ///< files per page of a listing

private:
    struct Repo
    {
        bool isPrivate = false;
        std::map<std::string, std::string> refs; ///< to commits
        std::map<std::string, Files> commits;
    };

    ServerReply serve(const std::string& server, ServerRequest request);
    ServerReply route(const std::string& server, const ServerRequest& request);
    ServerReply resolve(const ServerRequest& request, const std::vector<std::string>& match);
    ServerReply modelInfo(const std::vector<std::string>& match);
    ServerReply tree(const ServerRequest& request, const std::vector<std::string>& match);
    ServerReply createRepo(const ServerRequest& request);
    ServerReply preupload(const ServerRequest& request, const std::vector<std::string>& match);
    ServerReply lfsBatch(const ServerRequest& request);
    ServerReply putObject(const ServerRequest& request, const std::string& oid);
    ServerReply putPart(const ServerRequest& request, const std::vector<std::string>& match);
    ServerReply completeParts(const ServerRequest& request);
    ServerReply verifyObject(const ServerRequest& request);
    ServerReply commitFiles(const ServerRequest& request, const std::vector<std::string>& match);
    ServerReply sendObject(const ServerRequest& request, const std::string& oid);
    bool isAllowed(const ServerRequest& request) const;
    const Files* find(const std::string& repoId, const std::string& revision, std::string* commit) const;
    std::string store(Repo& repo, Files files, const std::string& ref);

    mutable std::mutex m_mutex;
    std::map<std::string, Repo> m_repos;
    std::map<std::string, std::string> m_objects;              ///< large files by SHA-256
    std::map<std::string, std::map<int, std::string>> m_parts; ///< of unfinished objects
    std::vector<Fault> m_faults;
    std::vector<HubRequestLog> m_log;
    int m_commits = 0;
    std::unique_ptr<HttpServer> m_cdn;
    std::unique_ptr<HttpServer> m_hub; ///< last, so that they stop first
};

std::string gitSha1Of(const std::string& contents);
bool isLargeName(const std::string& name);

} // namespace samscope
