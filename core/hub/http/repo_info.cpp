#include "core/hub/http/repo_info.h"

#include "core/base/error.h"
#include "core/hub/http/repo_names.h"

#include <algorithm>
#include <charconv>
#include <regex>

namespace samscope {

namespace {

constexpr std::size_t mostFiles = 100'000;

std::optional<std::uint64_t> sizeFrom(const HttpReply& reply)
{
    const bool redirected = reply.status >= 300;
    const auto text = reply.header("x-linked-size") ? reply.header("x-linked-size")
                      : redirected                  ? std::nullopt
                                                    : reply.header("content-length");
    std::uint64_t size = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), size).ec != std::errc()) {
        return std::nullopt;
    }
    return size;
}

std::string withoutQuotes(std::string etag)
{
    if (etag.starts_with("W/")) {
        etag.erase(0, 2);
    }
    std::erase(etag, '"');
    return etag;
}

// <https://…?cursor=…>; rel="next"
std::string nextPage(const HttpReply& reply)
{
    static const std::regex pattern("<([^>]+)>\\s*;\\s*rel=\"?next\"?");
    std::smatch match;
    const std::string link = reply.header("link").value_or("");
    return std::regex_search(link, match, pattern) ? match[1].str() : "";
}

void appendFiles(const Json& page, std::vector<RepoFile>& files)
{
    for (const Json& entry : page) {
        if (entry.at("type") != "file") {
            continue;
        }
        RepoFile file{entry.at("path").get<std::string>(), entry.at("size").get<std::uint64_t>(),
                      entry.at("oid").get<std::string>(), ""};
        if (entry.contains("lfs")) {
            file.sha256 = entry.at("lfs").at("oid").get<std::string>();
            file.size = entry.at("lfs").at("size").get<std::uint64_t>();
        }
        files.push_back(std::move(file));
    }
}

HttpReply ask(HubClient& client, const HttpRequest& request, bool patiently, const Work& work)
{
    return patiently ? client.send(request, Redirects::WithinOrigin, work)
                     : client.once(request, Redirects::WithinOrigin, nullptr, work.stop);
}

[[noreturn]] void notAHub(const std::string& subject, const std::string& detail)
{
    throw Error({.file = subject,
                 .reason = "what answered is no Hub: " + detail,
                 .advice = "check HF_ENDPOINT, the proxy, and whether this network wants a log-in page first"});
}

} // namespace

std::string fileUrl(const HubClient& client, const std::string& repoId, const std::string& revision,
                    const std::string& file)
{
    return client.url("/" + repoId + "/resolve/" + percentEncoded(revision, false) + "/" + percentEncoded(file, true));
}

HttpReply askForFile(HubClient& client, const std::string& repoId, const std::string& revision, const std::string& file,
                     bool patiently, const Work& work)
{
    const HttpRequest request{.method = "HEAD",
                              .url = fileUrl(client, repoId, revision, file),
                              .patience = client.settings().metadataPatience};
    return ask(client, request, patiently, work);
}

FileMetadata metadataOf(const HubClient& client, const HttpReply& reply, const std::string& subject)
{
    if (!reply.failure.empty() || reply.status < 200 || reply.status >= 400) {
        throw Error(client.problemOf(reply, subject));
    }
    FileMetadata metadata{reply.header("x-repo-commit").value_or(""),
                          withoutQuotes(reply.header("x-linked-etag").value_or(reply.header("etag").value_or(""))),
                          sizeFrom(reply)};
    if (!isCommit(metadata.commit) || metadata.etag.empty()) {
        notAHub(subject, "it names no commit and no ETag");
    }
    return metadata;
}

HttpReply askForHead(HubClient& client, const std::string& repoId, const std::string& revision, bool patiently,
                     const Work& work)
{
    const HttpRequest request{.url =
                                  client.url("/api/models/" + repoId + "/revision/" + percentEncoded(revision, false)),
                              .patience = client.settings().metadataPatience};
    return ask(client, request, patiently, work);
}

std::optional<std::string> commitOf(const HubClient& client, const HttpReply& reply, const std::string& repoId)
{
    const std::string code = reply.header("x-error-code").value_or("");
    if ((reply.status == 404 || reply.status == 401) && (code.empty() || code == "RepoNotFound")) {
        return std::nullopt;
    }
    client.requireSuccess(reply, repoId);
    const Json info = parseStrictJson(reply.body, shownUrl(reply.url));
    const std::string commit = info.is_object() ? info.value("sha", "") : "";
    if (!isCommit(commit)) {
        notAHub(repoId, "it names no commit");
    }
    return commit;
}

std::vector<RepoFile> listFiles(HubClient& client, const std::string& repoId, const std::string& commit,
                                const Work& work)
{
    std::vector<RepoFile> files;
    std::string url = client.url("/api/models/" + repoId + "/tree/" + commit + "?recursive=True&expand=False");
    while (!url.empty() && files.size() < mostFiles) {
        const HttpReply reply =
            client.send({.url = url, .patience = client.settings().metadataPatience}, Redirects::WithinOrigin, work);
        client.requireSuccess(reply, repoId);
        try {
            appendFiles(parseStrictJson(reply.body, shownUrl(reply.url)), files);
        } catch (const nlohmann::json::exception&) {
            notAHub(repoId, "its listing is not understood");
        }
        url = nextPage(reply);
    }
    return files;
}

} // namespace samscope
