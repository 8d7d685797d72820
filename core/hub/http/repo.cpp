#include "core/hub/http/repo.h"

#include "core/base/error.h"
#include "core/hub/http/repo_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace samscope {

namespace {

constexpr std::size_t fileLimit = 100'000;
constexpr std::size_t pageLimit = 1'000; // of up to 1,000 files each

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

// <https://…?cursor=…>; rel="next", one of several behind commas (RFC 8288). By hand: std::regex recurses once a
// character, and the header is a stranger's.
std::string nextPage(const HttpReply& reply)
{
    const std::string header = reply.header("link").value_or("");
    std::string_view rest = header;
    while (true) {
        const auto open = rest.find('<');
        const auto close = rest.find('>', open);
        if (open == std::string_view::npos || close == std::string_view::npos) {
            return {};
        }
        const std::string_view target = rest.substr(open + 1, close - open - 1);
        rest.remove_prefix(close + 1);
        const std::string_view parameters = rest.substr(0, rest.find('<'));
        if (parameters.find("rel=\"next\"") != std::string_view::npos ||
            parameters.find("rel=next") != std::string_view::npos) {
            return std::string(target);
        }
    }
}

// nlohmann turns -5 into a huge number without a word.
std::uint64_t sizeOf(const Json& entry)
{
    const Json& size = entry.at("size");
    if (!size.is_number_unsigned()) {
        throw nlohmann::json::other_error::create(500, "a size that is not a whole number", &entry);
    }
    return size.get<std::uint64_t>();
}

void appendFiles(const Json& page, std::vector<RepoFile>& files)
{
    for (const Json& entry : page) {
        if (entry.at("type") != "file") {
            continue;
        }
        RepoFile file{entry.at("path").get<std::string>(), sizeOf(entry), entry.at("oid").get<std::string>(), ""};
        if (entry.contains("lfs")) {
            file.sha256 = entry.at("lfs").at("oid").get<std::string>();
            file.size = sizeOf(entry.at("lfs"));
        }
        files.push_back(std::move(file));
    }
}

[[noreturn]] void notAHub(const std::string& subject, const std::string& detail)
{
    throw Error({.file = subject,
                 .reason = "what answered is not a Hub: " + detail,
                 .advice = "check HF_ENDPOINT, the proxy, and whether this network wants a log-in page first"});
}

} // namespace

std::string Repo::url(const std::string& file) const
{
    return m_client.url("/" + m_id + "/resolve/" + percentEncoded(m_revision, false) + "/" +
                        percentEncoded(file, true));
}

HttpReply Repo::ask(const HttpRequest& request, Tries tries, const Work& work) const
{
    return tries == Tries::Several ? m_client.send(request, Redirects::WithinOrigin, work)
                                   : m_client.once(request, Redirects::WithinOrigin, nullptr, work.stop);
}

HttpReply Repo::askForFile(const std::string& file, Tries tries, const Work& work) const
{
    return ask({.method = "HEAD", .url = url(file), .patience = m_client.settings().metadataPatience}, tries, work);
}

FileMetadata Repo::metadataFrom(const HttpReply& reply, const std::string& file) const
{
    if (!reply.failure.empty() || reply.status < 200 || reply.status >= 400) {
        throw Error(m_client.problemOf(reply, subject(file)));
    }
    FileMetadata metadata{reply.header("x-repo-commit").value_or(""),
                          withoutQuotes(reply.header("x-linked-etag").value_or(reply.header("etag").value_or(""))),
                          sizeFrom(reply)};
    if (!isCommit(metadata.commit) || metadata.etag.empty()) {
        notAHub(subject(file), "it names no commit and no ETag");
    }
    return metadata;
}

HttpReply Repo::askForHead(Tries tries, const Work& work) const
{
    const std::string path = "/api/models/" + m_id + "/revision/" + percentEncoded(m_revision, false);
    return ask({.url = m_client.url(path), .patience = m_client.settings().metadataPatience}, tries, work);
}

std::optional<std::string> Repo::commitFrom(const HttpReply& reply) const
{
    const std::string code = reply.header("x-error-code").value_or("");
    if ((reply.status == 404 || reply.status == 401) && (code.empty() || code == "RepoNotFound")) {
        return std::nullopt;
    }
    m_client.requireSuccess(reply, m_id);
    const Json info = parseStrictJson(reply.body, shownUrl(reply.url));
    const std::string commit = info.is_object() ? info.value("sha", "") : "";
    if (!isCommit(commit)) {
        notAHub(m_id, "it names no commit");
    }
    return commit;
}

std::vector<RepoFile> Repo::files(const Work& work) const
{
    std::vector<RepoFile> files;
    std::string url = m_client.url("/api/models/" + m_id + "/tree/" + m_revision + "?recursive=True&expand=False");
    for (std::size_t page = 0; !url.empty(); ++page) {
        if (page == pageLimit) {
            notAHub(m_id, "its listing does not end");
        }
        if (files.size() > fileLimit) {
            throw Error({.file = m_id,
                         .reason = fmt::format("lists more than {} files", fileLimit),
                         .advice = "name the file that is wanted, as " + m_id + "/FILE"});
        }
        const HttpReply reply =
            ask({.url = url, .patience = m_client.settings().metadataPatience}, Tries::Several, work);
        m_client.requireSuccess(reply, m_id);
        try {
            appendFiles(parseStrictJson(reply.body, shownUrl(reply.url)), files);
        } catch (const nlohmann::json::exception&) {
            notAHub(m_id, "its listing is not understood");
        }
        url = nextPage(reply);
    }
    return files;
}

} // namespace samscope
