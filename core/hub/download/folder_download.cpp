#include "core/hub/download/folder_download.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/hub/cache/repo_cache.h"
#include "core/hub/download/fetch_blob.h"
#include "core/hub/http/repo.h"
#include "core/hub/http/repo_names.h"
#include "core/hub/http/retry.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <regex>
#include <span>

namespace samscope {

namespace fs = std::filesystem;

namespace {

/// Progress of one file as progress of the whole folder.
class FolderProgress final : public ProgressSink
{
public:
    FolderProgress(ProgressSink& progress, std::uint64_t total) : m_progress(progress), m_total(total) {}
    void fileDone(std::uint64_t bytes) { m_done += bytes; }
    void report(const Progress& progress) override
    {
        const bool counted = progress.stage == "downloading";
        m_progress.report(counted ? Progress{progress.stage, m_done + progress.done, m_total, progress.unit}
                                  : progress);
    }

private:
    ProgressSink& m_progress;
    std::uint64_t m_total;
    std::uint64_t m_done = 0;
};

bool matches(const RepoFile& file, const std::regex& pattern)
{
    return std::regex_match(file.path, pattern);
}

// What transformers and this program read: the safetensors, or the pickled weights where there are none.
std::vector<RepoFile> neededFiles(const std::vector<RepoFile>& all, const std::string& repoId)
{
    static const std::regex safetensors(
        "model(-[0-9]{5}-of-[0-9]{5})?\\.safetensors|model\\.safetensors\\.index\\.json");
    static const std::regex pickled("pytorch_model(-[0-9]{5}-of-[0-9]{5})?\\.bin|pytorch_model\\.bin\\.index\\.json");
    static const std::regex texts("(config|preprocessor_config|processor_config)\\.json|README\\.md");
    if (std::ranges::find(all, "config.json", &RepoFile::path) == all.end()) {
        std::vector<std::string> names;
        const auto shown = std::span(all).first(std::min<std::size_t>(all.size(), 20));
        std::ranges::transform(shown, std::back_inserter(names), &RepoFile::path);
        throw Error({.file = repoId,
                     .reason = fmt::format("has no config.json, so it is not a model folder; it holds {}",
                                           fmt::join(names, ", ")),
                     .advice = "name one of its files, as " + repoId + "/FILE, or ask for everything"});
    }
    const bool safe = std::ranges::any_of(all, [](const RepoFile& file) { return matches(file, safetensors); });
    std::vector<RepoFile> needed;
    std::ranges::copy_if(all, std::back_inserter(needed), [&](const RepoFile& file) {
        return matches(file, texts) || matches(file, safe ? safetensors : pickled);
    });
    return needed;
}

std::vector<RepoFile> missingFiles(const RepoCache& cache, const std::string& commit,
                                   const std::vector<RepoFile>& files)
{
    std::vector<RepoFile> missing;
    std::ranges::copy_if(files, std::back_inserter(missing),
                         [&](const RepoFile& file) { return !cache.find(commit, file.path); });
    return missing;
}

std::uint64_t bytesOf(const std::vector<RepoFile>& files)
{
    std::uint64_t bytes = 0;
    for (const RepoFile& file : files) {
        bytes += file.size;
    }
    return bytes;
}

DownloadResult resultFor(const RepoCache& cache, const std::string& commit, const std::vector<RepoFile>& all,
                         const std::vector<RepoFile>& wanted)
{
    DownloadResult result;
    result.path = cache.snapshot(commit);
    result.commit = commit;
    result.bytes = bytesOf(wanted);
    for (const RepoFile& file : all) {
        const bool taken = std::ranges::find(wanted, file.path, &RepoFile::path) != wanted.end();
        (taken ? result.files : result.leftOut).push_back(file.path);
    }
    return result;
}

std::vector<RepoFile> wantedFiles(const std::vector<RepoFile>& all, const DownloadOptions& options)
{
    return options.everything ? all : neededFiles(all, options.repoId);
}

// Without a listing (the Python client of old kept none) the folder is taken as it is.
std::optional<DownloadResult> folderInCache(const RepoCache& cache, const DownloadOptions& options)
{
    const auto commit = cache.commitOf(options.revision);
    std::error_code code;
    if (!commit || !fs::is_directory(cache.snapshot(*commit), code)) {
        return std::nullopt;
    }
    const auto all = cache.tree(*commit);
    if (!all) {
        DownloadResult result = resultFor(cache, *commit, {}, {});
        result.note = "whether the folder in the cache is complete is not known";
        return result;
    }
    const auto wanted = wantedFiles(*all, options);
    return missingFiles(cache, *commit, wanted).empty() ? std::optional(resultFor(cache, *commit, *all, wanted))
                                                        : std::nullopt;
}

void requireSpaceFor(const std::vector<RepoFile>& missing, const RepoCache& cache, const std::string& repoId)
{
    const std::uint64_t free = freeDiskSpace(cache.folder());
    if (bytesOf(missing) > free) {
        throw Error({.file = repoId,
                     .place = cache.folder().string(),
                     .reason = humanBytes(bytesOf(missing)) + " needed, " + humanBytes(free) + " free on this disk",
                     .advice = "free some space, or set HF_HUB_CACHE to another disk"});
    }
}

DownloadResult withNote(DownloadResult result, const std::string& note)
{
    result.note = result.note.empty() ? note : note + "; " + result.note;
    return result;
}

// `repo` is at a commit here and below.
void fetchAll(const Repo& repo, const RepoCache& cache, const std::vector<RepoFile>& missing, const Work& work)
{
    FolderProgress folderProgress(work.progress, bytesOf(missing));
    for (const RepoFile& file : missing) {
        fetchBlob(repo.client(), cache, {repo.subject(file.path), repo.url(file.path), file.etag(), file.size},
                  {folderProgress, work.stop});
        cache.link(repo.revision(), file.path, file.etag());
        folderProgress.fileDone(file.size);
    }
}

DownloadResult fetchFolder(const Repo& repo, const RepoCache& cache, const DownloadOptions& options, const Work& work)
{
    const std::string& commit = repo.revision();
    const auto known = cache.tree(commit);
    const std::vector<RepoFile> all = known ? *known : repo.files(work);
    std::vector<std::string> names;
    std::ranges::transform(all, std::back_inserter(names), &RepoFile::path);
    requireFileNames(names);
    const std::vector<RepoFile> wanted = wantedFiles(all, options);
    const std::vector<RepoFile> missing = missingFiles(cache, commit, wanted);
    requireSpaceFor(missing, cache, options.repoId);
    fetchAll(repo, cache, missing, work);
    if (!known) {
        cache.saveTree(commit, all);
    }
    cache.saveRevision(options.revision, commit);
    return resultFor(cache, commit, all, wanted);
}

} // namespace

DownloadResult downloadFolder(HubClient& client, const DownloadOptions& options, const Work& work)
{
    const RepoCache cache(client.settings(), options.repoId);
    const auto cached = folderInCache(cache, options);
    if (client.settings().offline) {
        if (!cached) {
            throw Error({.file = options.repoId,
                         .reason = "is not completely in the cache, and offline mode is on",
                         .advice = "unset HF_HUB_OFFLINE to download it"});
        }
        return withNote(*cached, "offline: taken from the cache");
    }
    const Repo repo(client, options.repoId, options.revision);
    const HttpReply reply = repo.askForHead(cached ? Tries::One : Tries::Several, work);
    if (cached && mayRecover(reply)) {
        return withNote(*cached, "the Hub did not answer, taken from the cache: " +
                                     client.problemOf(reply, options.repoId).reason);
    }
    const auto commit = repo.commitFrom(reply);
    if (!commit) {
        throw Error({.file = options.repoId,
                     .reason = "does not exist, or is private",
                     .advice = client.hasToken() ? "check the name and the token" : "check the name, or set HF_TOKEN"});
    }
    return fetchFolder(repo.at(*commit), cache, options, work);
}

} // namespace samscope
