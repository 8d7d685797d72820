#include "core/hub/cache/repo_cache.h"

#include "core/base/byte_reader.h"
#include "core/base/byte_source.h"
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/base/strict_json.h"
#include "core/base/temporary_name.h"
#include "core/hub/http/repo_names.h"

#include <algorithm>
#include <regex>

namespace samscope {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t longestListing = 64 << 20;
constexpr std::string_view cacheTag = "Signature: 8a477f597d28d172789f06886806bc55\n"
                                      "# This file is a cache directory tag created by huggingface_hub.\n"
                                      "# For information about cache directory tags, see:\n"
                                      "#\thttps://bford.info/cachedir/\n";

std::string folderName(const std::string& repoId)
{
    requireRepoId(repoId);
    return "models--" + std::regex_replace(repoId, std::regex("/"), "--");
}

std::string safeEtag(const std::string& etag)
{
    static const std::regex pattern("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");
    if (!std::regex_match(etag, pattern)) {
        throw Error({.file = printable(etag),
                     .reason = "is an ETag that cannot become a file name",
                     .advice = "check HF_ENDPOINT"});
    }
    return etag;
}

void createFolders(const fs::path& folder)
{
    std::error_code code;
    fs::create_directories(folder, code);
    if (code) {
        throw Error({.file = folder.string(),
                     .reason = "cannot create the folder: " + code.message(),
                     .advice = "check the permissions, or set HF_HOME"});
    }
}

std::string textOf(const fs::path& file)
{
    const auto source = openByteSource(file);
    return std::string(asText(source->read(0, std::min(source->size(), longestListing))));
}

} // namespace

RepoCache::RepoCache(const HubSettings& settings, const std::string& repoId)
    : m_cache(settings.cacheFolder), m_name(folderName(repoId)), m_folder(m_cache / m_name),
      m_symlinks(settings.symlinks)
{
}

fs::path RepoCache::blob(const std::string& etag) const
{
    return m_folder / "blobs" / safeEtag(etag);
}

fs::path RepoCache::partial(const std::string& etag) const
{
    return m_folder / "blobs" / (safeEtag(etag) + ".incomplete");
}

fs::path RepoCache::lock(const std::string& etag) const
{
    return m_cache / ".locks" / m_name / (safeEtag(etag) + ".lock");
}

std::optional<std::string> RepoCache::commitOf(const std::string& revision) const
{
    if (isCommit(revision)) {
        return revision;
    }
    std::error_code code;
    const fs::path ref = m_folder / "refs" / revision;
    if (!fs::is_regular_file(ref, code)) {
        return std::nullopt;
    }
    const std::string commit = textOf(ref);
    return isCommit(commit) ? std::optional(commit) : std::nullopt;
}

std::optional<fs::path> RepoCache::find(const std::string& commit, const std::string& file) const
{
    std::error_code code;
    const fs::path path = snapshot(commit) / file;
    return fs::is_regular_file(path, code) ? std::optional(path) : std::nullopt;
}

fs::path RepoCache::link(const std::string& commit, const std::string& file, const std::string& etag) const
{
    const fs::path target = blob(etag);
    const fs::path name = snapshot(commit) / file;
    createFolders(name.parent_path());
    const fs::path temporary = temporarySibling(m_folder / "snapshot");
    std::error_code code = std::make_error_code(std::errc::operation_not_supported);
    if (m_symlinks) {
        fs::create_symlink(target.lexically_relative(name.parent_path()), temporary, code);
    }
    if (code) {
        fs::create_hard_link(target, temporary, code);
    }
    if (code && !fs::copy_file(target, temporary, code)) {
        throw Error({.file = name.string(),
                     .reason = "cannot be put into the cache: " + code.message(),
                     .advice = "check the permissions, or set HF_HUB_CACHE to another disk"});
    }
    renamePath(temporary, name);
    return name;
}

void RepoCache::saveRevision(const std::string& revision, const std::string& commit) const
{
    if (revision == commit || commitOf(revision) == commit) {
        return;
    }
    const fs::path ref = m_folder / "refs" / revision;
    createFolders(ref.parent_path());
    const fs::path written = m_folder / "revision"; // not in refs, where every file is taken for a revision
    const fs::path temporary = temporarySibling(written);
    {
        File file = File::createNew(temporary);
        file.write(asBytes(commit));
        file.sync();
    }
    renamePath(temporary, ref);
    std::error_code code;
    if (!fs::exists(m_cache / "CACHEDIR.TAG", code)) {
        saveFile(m_cache / "CACHEDIR.TAG", cacheTag);
    }
}

std::optional<std::vector<RepoFile>> RepoCache::tree(const std::string& commit) const
{
    std::error_code code;
    const fs::path path = m_folder / "trees" / (commit + ".json");
    if (!fs::is_regular_file(path, code)) {
        return std::nullopt;
    }
    try {
        const Json listing = parseStrictJson(textOf(path), path.string());
        std::vector<RepoFile> files;
        for (const auto& [name, entry] : listing.at("files").items()) {
            files.push_back({name, entry.value("lfs_size", entry.at("size").get<std::uint64_t>()),
                             entry.at("blob_id").get<std::string>(), entry.value("lfs_sha256", "")});
        }
        return files;
    } catch (const std::exception&) { // of another version: as good as none
        return std::nullopt;
    }
}

void RepoCache::saveTree(const std::string& commit, const std::vector<RepoFile>& files) const
{
    Json listing = {{"format_version", 1}, {"files", Json::object()}};
    for (const RepoFile& file : files) {
        Json& entry = listing["files"][file.path];
        entry = {{"size", file.size}, {"blob_id", file.oid}};
        if (!file.sha256.empty()) {
            entry["lfs_sha256"] = file.sha256;
            entry["lfs_size"] = file.size;
        }
    }
    createFolders(m_folder / "trees");
    saveFile(m_folder / "trees" / (commit + ".json"), prettyJson(listing));
}

} // namespace samscope
