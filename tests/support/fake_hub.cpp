#include "tests/support/fake_hub.h"

#include "core/base/byte_reader.h"
#include "core/base/sha256.h"
#include "core/base/strict_json.h"

#include <QCryptographicHash>
#include <fmt/format.h>

#include <algorithm>
#include <regex>

namespace samscope {

namespace {

ServerReply jsonReply(const Json& value)
{
    return {.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = value.dump()};
}

ServerReply refusal(int status, const std::string& code, const std::string& message)
{
    ServerReply reply{.status = status, .headers = {{"Content-Type", "application/json"}}};
    reply.body = Json{{"error", message}}.dump();
    reply.setHeader("X-Error-Message", message);
    if (!code.empty()) {
        reply.setHeader("X-Error-Code", code);
    }
    return reply;
}

std::string shaOf(const std::string& contents)
{
    return sha256(asBytes(contents));
}

// The part that a Range header asks for, or all of it; If-Range with another ETag asks for all of it.
ServerReply ranged(const ServerRequest& request, const std::string& contents, const std::string& etag)
{
    ServerReply reply{.status = 200, .headers = {{"ETag", etag}, {"Accept-Ranges", "bytes"}}, .body = contents};
    const auto range = request.headers.find("range");
    const auto condition = request.headers.find("if-range");
    if (range == request.headers.end() || (condition != request.headers.end() && condition->second != etag)) {
        return reply;
    }
    const std::size_t begin = std::stoul(range->second.substr(6));
    if (begin >= contents.size()) {
        reply.status = 416;
        reply.body.clear();
        return reply;
    }
    reply.status = 206;
    reply.body = contents.substr(begin);
    reply.setHeader("Content-Range", fmt::format("bytes {}-{}/{}", begin, contents.size() - 1, contents.size()));
    return reply;
}

} // namespace

std::string gitSha1Of(const std::string& contents)
{
    const QByteArray head = "blob " + QByteArray::number(static_cast<qulonglong>(contents.size())) + '\0';
    return QCryptographicHash::hash(head + QByteArray::fromStdString(contents), QCryptographicHash::Sha1)
        .toHex()
        .toStdString();
}

bool isLargeName(const std::string& name)
{
    return name.ends_with(".safetensors") || name.ends_with(".bin") || name.ends_with(".pth");
}

FakeHub::FakeHub(int port)
    : m_cdn(std::make_unique<HttpServer>([this](ServerRequest request) { return serve("cdn", std::move(request)); })),
      m_hub(std::make_unique<HttpServer>([this](ServerRequest request) { return serve("hub", std::move(request)); },
                                         port))
{
}

std::string FakeHub::store(Repo& repo, Files files, const std::string& ref)
{
    for (const auto& [name, contents] : files) {
        if (isLargeName(name)) {
            m_objects[shaOf(contents)] = contents;
        }
    }
    const std::string commit = gitSha1Of(fmt::format("commit {}", ++m_commits));
    repo.commits[commit] = std::move(files);
    repo.refs[ref] = commit;
    return commit;
}

std::string FakeHub::commit(const std::string& repoId, const Files& files, const std::string& branch)
{
    const std::scoped_lock lock(m_mutex);
    return store(m_repos[repoId], files, branch);
}

FakeHub::Files FakeHub::filesAt(const std::string& repoId, const std::string& revision) const
{
    const std::scoped_lock lock(m_mutex);
    const Files* files = find(repoId, revision, nullptr);
    return files == nullptr ? Files{} : *files;
}

std::string FakeHub::head(const std::string& repoId, const std::string& revision) const
{
    const std::scoped_lock lock(m_mutex);
    std::string commit;
    find(repoId, revision, &commit);
    return commit;
}

std::size_t FakeHub::commitCount(const std::string& repoId) const
{
    const std::scoped_lock lock(m_mutex);
    const auto repo = m_repos.find(repoId);
    return repo == m_repos.end() ? 0 : repo->second.commits.size();
}

bool FakeHub::isPrivate(const std::string& repoId) const
{
    const std::scoped_lock lock(m_mutex);
    return m_repos.at(repoId).isPrivate;
}

void FakeHub::add(Fault fault)
{
    const std::scoped_lock lock(m_mutex);
    m_faults.push_back(std::move(fault));
}

void FakeHub::clearFaults()
{
    const std::scoped_lock lock(m_mutex);
    m_faults.clear();
}

std::vector<HubRequestLog> FakeHub::log() const
{
    const std::scoped_lock lock(m_mutex);
    return m_log;
}

std::size_t FakeHub::countOf(const std::string& method, const std::string& path) const
{
    const std::vector<HubRequestLog> requests = log();
    return static_cast<std::size_t>(std::ranges::count_if(requests, [&](const HubRequestLog& entry) {
        return entry.method == method && entry.path.find(path) != std::string::npos;
    }));
}

const FakeHub::Files* FakeHub::find(const std::string& repoId, const std::string& revision, std::string* commit) const
{
    const auto repo = m_repos.find(repoId);
    if (repo == m_repos.end()) {
        return nullptr;
    }
    const auto ref = repo->second.refs.find(revision);
    const auto found = repo->second.commits.find(ref == repo->second.refs.end() ? revision : ref->second);
    if (found == repo->second.commits.end()) {
        return nullptr;
    }
    if (commit != nullptr) {
        *commit = found->first;
    }
    return &found->second;
}

bool FakeHub::isAllowed(const ServerRequest& request) const
{
    const auto header = request.headers.find("authorization");
    return neededToken.empty() || (header != request.headers.end() && header->second == "Bearer " + neededToken);
}

ServerReply FakeHub::serve(const std::string& server, ServerRequest request)
{
    const std::scoped_lock lock(m_mutex);
    m_log.push_back({server, request.method, request.path, request.headers, request.query});
    const auto fault = std::ranges::find_if(m_faults, [&](const Fault& candidate) {
        return candidate.times > 0 && (candidate.method.empty() || candidate.method == request.method) &&
               (server + request.path).find(candidate.path) != std::string::npos;
    });
    if (fault == m_faults.end()) {
        return route(server, request);
    }
    --fault->times;
    if (fault->before) {
        fault->before(request);
    }
    ServerReply reply = route(server, request);
    if (fault->after) {
        fault->after(reply);
    }
    return reply;
}

ServerReply FakeHub::route(const std::string& server, const ServerRequest& request)
{
    const auto match = [&](const char* pattern) {
        std::smatch found;
        std::vector<std::string> groups;
        if (std::regex_match(request.path, found, std::regex(pattern))) {
            groups.assign(found.begin(), found.end());
        }
        return groups;
    };
    if (server == "cdn") {
        const auto object = match("/objects/([0-9a-f]{64})");
        const auto part = match("/parts/([0-9a-f]{64})/([0-9]+)");
        return !part.empty()             ? putPart(request, part)
               : object.empty()          ? refusal(404, "", "no such object")
               : request.method == "PUT" ? putObject(request, object[1])
                                         : sendObject(request, object[1]);
    }
    if (!isAllowed(request)) {
        return refusal(401, "RepoNotFound", "Repository not found");
    }
    if (request.path == "/api/whoami-v2") {
        return jsonReply({{"type", "user"}, {"name", "tester"}, {"fullname", "Tester"}, {"orgs", Json::array()}});
    }
    if (request.path == "/api/repos/create") {
        return createRepo(request);
    }
    if (request.path == "/api/validate-yaml") {
        return jsonReply({{"errors", Json::array()}, {"warnings", Json::array()}});
    }
    if (request.path == "/api/complete") {
        return completeParts(request);
    }
    if (request.path == "/api/verify") {
        return verifyObject(request);
    }
    if (const auto found = match("/api/models/(.+)/preupload/(.+)"); !found.empty()) {
        return preupload(request, found);
    }
    if (const auto found = match("/api/models/(.+)/commit/(.+)"); !found.empty()) {
        return commitFiles(request, found);
    }
    if (const auto found = match("/api/models/(.+)/tree/([^/]+)"); !found.empty()) {
        return tree(request, found);
    }
    if (const auto found = match("/api/models/(.+)/revision/(.+)"); !found.empty()) {
        return modelInfo(found);
    }
    if (const auto found = match("/api/models/(.+)"); !found.empty()) {
        return modelInfo({found[0], found[1], "main"});
    }
    if (!match("/(.+)\\.git/info/lfs/objects/batch").empty()) {
        return lfsBatch(request);
    }
    const auto found = match("/(.+)/resolve/(refs/pr/[0-9]+|[^/]+)/(.+)");
    return found.empty() ? refusal(404, "", "no such page") : resolve(request, found);
}

ServerReply FakeHub::resolve(const ServerRequest& request, const std::vector<std::string>& match)
{
    std::string commit;
    const Files* files = find(match[1], match[2], &commit);
    if (files == nullptr) {
        const bool known = m_repos.contains(match[1]);
        return known ? refusal(404, "RevisionNotFound", "Invalid rev id: " + match[2])
                     : refusal(401, "RepoNotFound", "Repository not found");
    }
    const auto file = files->find(match[3]);
    if (file == files->end()) {
        ServerReply reply = refusal(404, "EntryNotFound", "Entry not found");
        reply.setHeader("X-Repo-Commit", commit);
        return reply;
    }
    ServerReply reply;
    if (isLargeName(match[3])) {
        reply.status = 302;
        reply.setHeader("Location", cdn() + "/objects/" + shaOf(file->second) + "?signature=secret");
        reply.setHeader("X-Linked-Etag", "\"" + shaOf(file->second) + "\"");
        reply.setHeader("X-Linked-Size", std::to_string(file->second.size()));
    } else {
        reply = ranged(request, file->second, "\"" + gitSha1Of(file->second) + "\"");
    }
    reply.setHeader("X-Repo-Commit", commit);
    return reply;
}

ServerReply FakeHub::modelInfo(const std::vector<std::string>& match)
{
    std::string commit;
    const Files* files = find(match[1], match[2], &commit);
    if (files == nullptr) {
        return m_repos.contains(match[1]) ? refusal(404, "RevisionNotFound", "Invalid rev id: " + match[2])
                                          : refusal(401, "RepoNotFound", "Repository not found");
    }
    Json siblings = Json::array();
    for (const auto& [name, contents] : *files) {
        siblings.push_back({{"rfilename", name}});
    }
    return jsonReply({{"id", match[1]},
                      {"modelId", match[1]},
                      {"sha", commit},
                      {"private", false},
                      {"tags", Json::array()},
                      {"downloads", 0},
                      {"likes", 0},
                      {"siblings", siblings}});
}

ServerReply FakeHub::tree(const ServerRequest& request, const std::vector<std::string>& match)
{
    const Files* files = find(match[1], match[2], nullptr);
    if (files == nullptr) {
        return refusal(404, "RevisionNotFound", "Invalid rev id: " + match[2]);
    }
    const auto cursor = request.query.find("cursor=");
    const std::size_t begin = cursor == std::string::npos ? 0 : std::stoul(request.query.substr(cursor + 7));
    Json page = Json::array();
    std::size_t index = 0;
    for (const auto& [name, contents] : *files) {
        const bool onPage = index >= begin && index < begin + pageSize;
        ++index;
        if (!onPage) {
            continue;
        }
        Json entry = {{"type", "file"}, {"oid", gitSha1Of(contents)}, {"size", contents.size()}, {"path", name}};
        if (isLargeName(name)) {
            entry["lfs"] = {{"oid", shaOf(contents)}, {"size", contents.size()}, {"pointerSize", 134}};
        }
        page.push_back(std::move(entry));
    }
    ServerReply reply = jsonReply(page);
    if (begin + pageSize < files->size()) {
        reply.setHeader("Link", fmt::format("<{}{}?recursive=True&expand=False&cursor={}>; rel=\"next\"", endpoint(),
                                            request.path, begin + pageSize));
    }
    return reply;
}

ServerReply FakeHub::sendObject(const ServerRequest& request, const std::string& oid)
{
    const auto object = m_objects.find(oid);
    return object == m_objects.end() ? refusal(404, "", "no such object")
                                     : ranged(request, object->second, "\"cdn-" + oid.substr(0, 8) + "\"");
}

} // namespace samscope
