#include "core/hub/download/download.h"

#include "core/base/error.h"
#include "core/hub/cache/repo_cache.h"
#include "core/hub/download/fetch_blob.h"
#include "core/hub/download/folder_download.h"
#include "core/hub/http/repo.h"
#include "core/hub/http/repo_names.h"
#include "core/hub/http/retry.h"

#include <algorithm>

namespace samscope {

namespace fs = std::filesystem;

namespace {

DownloadResult cachedFile(const fs::path& path, const std::string& commit, const DownloadOptions& options,
                          std::string note)
{
    return {.path = path,
            .commit = commit,
            .bytes = fs::file_size(path),
            .files = {options.file},
            .leftOut = {},
            .note = std::move(note)};
}

std::optional<DownloadResult> fileInCache(const RepoCache& cache, const DownloadOptions& options,
                                          const std::string& note)
{
    const auto commit = cache.commitOf(options.revision);
    const auto path = commit ? cache.find(*commit, options.file) : std::nullopt;
    return path ? std::optional(cachedFile(*path, *commit, options, note)) : std::nullopt;
}

[[noreturn]] void notCached(const HubClient& client, const std::string& subject)
{
    throw Error({.file = subject,
                 .reason = "is not in the cache " + client.settings().cacheFolder.string() + ", and offline mode is on",
                 .advice = "unset HF_HUB_OFFLINE to download it"});
}

DownloadResult downloadFile(HubClient& client, const DownloadOptions& options, const Work& work)
{
    requireFileName(options.file);
    const RepoCache cache(client.settings(), options.repoId);
    const Repo repo(client, options.repoId, options.revision);
    const std::string subject = repo.subject(options.file);
    const auto cached = fileInCache(cache, options, client.settings().offline ? "offline: taken from the cache" : "");
    if (cached && (isCommit(options.revision) || client.settings().offline)) {
        return *cached;
    }
    if (client.settings().offline) {
        notCached(client, subject);
    }
    const HttpReply reply = repo.askForFile(options.file, cached ? Tries::One : Tries::Several, work);
    if (cached && mayRecover(reply)) {
        DownloadResult result = *cached;
        result.note = "the Hub did not answer, taken from the cache: " + client.problemOf(reply, subject).reason;
        return result;
    }
    const FileMetadata metadata = repo.metadataFrom(reply, options.file);
    if (!cache.find(metadata.commit, options.file)) {
        const std::string url = repo.at(metadata.commit).url(options.file);
        fetchBlob(client, cache, {subject, url, metadata.etag, metadata.size}, work);
        cache.link(metadata.commit, options.file, metadata.etag);
    }
    cache.saveRevision(options.revision, metadata.commit);
    return cachedFile(cache.snapshot(metadata.commit) / options.file, metadata.commit, options, "");
}

} // namespace

DownloadResult download(HubClient& client, const DownloadOptions& options, const Work& work)
{
    requireRepoId(options.repoId);
    requireRevision(options.revision);
    return options.file.empty() ? downloadFolder(client, options, work) : downloadFile(client, options, work);
}

DownloadOptions parseDownloadTarget(const std::string& text)
{
    const auto first = text.find('/');
    const auto second = first == std::string::npos ? first : text.find('/', first + 1);
    DownloadOptions options;
    options.repoId = text.substr(0, second);
    options.file = second == std::string::npos ? "" : text.substr(second + 1);
    return options;
}

} // namespace samscope
