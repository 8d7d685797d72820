#include "core/base/byte_reader.h"
#include "core/base/sha256.h"
#include "core/base/strict_json.h"
#include "tests/support/fake_hub.h"

#include <QByteArray>
#include <fmt/format.h>

#include <sstream>

// The half of the fake Hub that takes files.

namespace samscope {

namespace {

ServerReply reply(int status, const Json& value)
{
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = value.dump()};
}

std::string etagOf(const std::string& contents)
{
    return "\"" + sha256(asBytes(contents)).substr(0, 32) + "\"";
}

std::string decoded(const std::string& base64)
{
    return QByteArray::fromBase64(QByteArray::fromStdString(base64)).toStdString();
}

} // namespace

ServerReply FakeHub::createRepo(const ServerRequest& request)
{
    const Json body = parseStrictJson(request.body, "create");
    const bool named = body.contains("organization") && body["organization"].is_string();
    const std::string repoId =
        (named ? body["organization"].get<std::string>() : "tester") + "/" + body.at("name").get<std::string>();
    if (m_repos.contains(repoId)) {
        return reply(409, {{"error", "You already created this model repo"}, {"url", endpoint() + "/" + repoId}});
    }
    Repo& repo = m_repos[repoId];
    repo.isPrivate = body.value("visibility", "public") == "private";
    store(repo, {{".gitattributes", "*.safetensors filter=lfs diff=lfs merge=lfs -text\n"}}, "main");
    return reply(200, {{"url", endpoint() + "/" + repoId}, {"name", repoId}});
}

ServerReply FakeHub::preupload(const ServerRequest& request, const std::vector<std::string>& match)
{
    const Files* existing = find(match[1], match[2], nullptr);
    if (existing == nullptr) {
        return reply(404, {{"error", "Repository not found"}});
    }
    Json files = Json::array();
    const Json asked = parseStrictJson(request.body, "preupload");
    for (const Json& file : asked.at("files")) {
        const std::string path = file.at("path");
        const auto there = existing->find(path);
        Json oid = nullptr;
        if (there != existing->end()) {
            oid = isLargeName(path) ? sha256(asBytes(there->second)) : gitSha1Of(there->second);
        }
        files.push_back({{"path", path},
                         {"uploadMode", isLargeName(path) ? "lfs" : "regular"},
                         {"shouldIgnore", false},
                         {"oid", oid}});
    }
    return reply(200, {{"files", files}});
}

ServerReply FakeHub::lfsBatch(const ServerRequest& request)
{
    Json objects = Json::array();
    const Json asked = parseStrictJson(request.body, "batch");
    for (const Json& object : asked.at("objects")) {
        const std::string oid = object.at("oid");
        const std::size_t size = object.at("size");
        Json answer = {{"oid", oid}, {"size", size}};
        if (!m_objects.contains(oid)) {
            Json upload = {{"href", cdn() + "/objects/" + oid + "?signature=secret"}};
            if (size > multipartAbove) {
                Json header = {{"chunk_size", std::to_string(partSize)}};
                for (std::size_t i = 1; (i - 1) * partSize < size; ++i) {
                    header[fmt::format("{:05}", i)] = fmt::format("{}/parts/{}/{}?signature=secret", cdn(), oid, i);
                }
                upload = {{"href", endpoint() + "/api/complete?oid=" + oid}, {"header", header}};
            }
            answer["actions"] = {{"upload", upload}, {"verify", {{"href", endpoint() + "/api/verify"}}}};
        }
        objects.push_back(std::move(answer));
    }
    return reply(200, {{"transfer", "basic"}, {"objects", objects}});
}

ServerReply FakeHub::putObject(const ServerRequest& request, const std::string& oid)
{
    if (sha256(asBytes(request.body)) != oid) {
        return reply(400, {{"error", "the contents are others"}});
    }
    m_objects[oid] = request.body;
    return {.status = 200, .headers = {{"ETag", etagOf(request.body)}}};
}

ServerReply FakeHub::putPart(const ServerRequest& request, const std::vector<std::string>& match)
{
    m_parts[match[1]][std::stoi(match[2])] = request.body;
    return {.status = 200, .headers = {{"ETag", etagOf(request.body)}}};
}

ServerReply FakeHub::completeParts(const ServerRequest& request)
{
    const Json body = parseStrictJson(request.body, "complete");
    const std::string oid = body.at("oid");
    std::string contents;
    for (const Json& part : body.at("parts")) {
        const std::string& piece = m_parts[oid][part.at("partNumber").get<int>()];
        if (part.at("etag") != etagOf(piece)) {
            return reply(400, {{"error", "a part is another one"}});
        }
        contents += piece;
    }
    if (sha256(asBytes(contents)) != oid) {
        return reply(400, {{"error", "the contents are others"}});
    }
    m_objects[oid] = contents;
    m_parts.erase(oid);
    return reply(200, Json::object());
}

ServerReply FakeHub::verifyObject(const ServerRequest& request)
{
    const Json body = parseStrictJson(request.body, "verify");
    const auto object = m_objects.find(body.at("oid").get<std::string>());
    const bool stored = object != m_objects.end() && object->second.size() == body.at("size").get<std::size_t>();
    return stored ? reply(200, Json::object()) : reply(404, {{"error", "no such object"}});
}

ServerReply FakeHub::commitFiles(const ServerRequest& request, const std::vector<std::string>& match)
{
    std::string parent;
    const Files* existing = find(match[1], match[2], &parent);
    if (existing == nullptr) {
        return reply(404, {{"error", "Repository not found"}});
    }
    Files files = *existing;
    std::istringstream lines(request.body);
    for (std::string line; std::getline(lines, line);) {
        const Json item = parseStrictJson(line, "commit");
        const Json& value = item.at("value");
        if (item.at("key") == "header" && value.contains("parentCommit") && value["parentCommit"] != parent) {
            return reply(412, {{"error", "A commit has happened since. Please refresh and try again."}});
        }
        if (item.at("key") == "file") {
            files[value.at("path")] = decoded(value.at("content"));
        } else if (item.at("key") == "lfsFile") {
            if (!m_objects.contains(value.at("oid"))) {
                return reply(400, {{"error", "the large file was not uploaded"}});
            }
            files[value.at("path")] = m_objects[value.at("oid")];
        }
    }
    const bool asPullRequest = request.query.find("create_pr=1") != std::string::npos;
    Repo& repo = m_repos[match[1]];
    const std::string commit = store(repo, std::move(files), asPullRequest ? "refs/pr/1" : match[2]);
    Json answer = {
        {"success", true}, {"commitOid", commit}, {"commitUrl", endpoint() + "/" + match[1] + "/commit/" + commit}};
    if (asPullRequest) {
        answer["pullRequestUrl"] = endpoint() + "/" + match[1] + "/discussions/1";
    }
    return reply(200, answer);
}

} // namespace samscope
