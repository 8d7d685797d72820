#include "core/hub/download/official_file.h"

#include "core/base/error.h"
#include "core/hub/cache/content_hash.h"
#include "core/hub/cache/repo_cache.h"
#include "core/hub/download/fetch_blob.h"
#include "core/hub/http/repo.h"

#include <array>

namespace samscope {

namespace fs = std::filesystem;

namespace {

OfficialFile official(const char* name, std::uint64_t size, const char* sha256)
{
    OfficialFile file;
    file.name = name;
    file.size = size;
    file.sha256 = sha256;
    return file;
}

// The MD5 proves nothing beside the SHA-256, but it shows that name and contents belong together.
void requireNamedHash(const OfficialFile& file, const fs::path& blob, const Work& work)
{
    const std::string expected = file.name.substr(file.name.rfind('_') + 1);
    const std::string md5 = contentHash(HashKind::Md5, *openByteSource(blob), work);
    if (!md5.starts_with(expected)) {
        std::error_code ignored;
        fs::remove(blob, ignored);
        throw Error({.file = file.path(),
                     .reason = "its MD5 is " + md5 + ", and its name says " + expected + "…, so it was thrown away",
                     .advice = "try again; if it happens again, the server's file is damaged"});
    }
}

[[noreturn]] void throwBoth(const OfficialFile& file, const Problem& hub, const Problem& mirror)
{
    throw Error({.file = file.path(),
                 .reason = "from the Hub: " + hub.reason + "; from its mirror: " + mirror.reason,
                 .advice = mirror.advice});
}

void fetchFromEither(HubClient& client, const RepoCache& cache, const OfficialFile& file, const Work& work)
{
    BlobSource source{file.path(), Repo(client, file.repoId, file.commit).url(file.path()), file.sha256, file.size};
    Problem hubProblem;
    try {
        fetchBlob(client, cache, source, work);
        return;
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Stopped) {
            throw;
        }
        hubProblem = error.problem();
    }
    source.url = file.mirror + "/" + file.name + ".pth";
    try {
        fetchBlob(client, cache, source, work);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Stopped) {
            throw;
        }
        throwBoth(file, hubProblem, error.problem());
    }
}

} // namespace

std::span<const OfficialFile> officialFiles()
{
    static const std::array files = {
        official("sam_vit_b_01ec64", 375'042'383, "ec2df62732614e57411cdcf32a23ffdf28910380d03139ee0f4fcbe91eb8c912"),
        official("sam_vit_l_0b3195", 1'249'524'607, "3adcc4315b642a4d2101128f611684e8734c41232a17c648ed1693702a49a622"),
        official("sam_vit_h_4b8939", 2'564'550'879, "a7bf3b02f3ebf1267aba913ff637d9a2d5c33d3173bb679e46d9f338c26f262e"),
    };
    return files;
}

const OfficialFile* findOfficialFile(std::string_view name)
{
    if (name.ends_with(".pth")) {
        name.remove_suffix(4);
    }
    for (const OfficialFile& file : officialFiles()) {
        if (file.name == name) {
            return &file;
        }
    }
    return nullptr;
}

fs::path officialFilePlace(const HubSettings& settings, const OfficialFile& file)
{
    return RepoCache(settings, file.repoId).snapshot(file.commit) / file.path();
}

bool isCached(const HubSettings& settings, const OfficialFile& file)
{
    std::error_code code;
    return fs::file_size(officialFilePlace(settings, file), code) == file.size && !code;
}

fs::path downloadOfficialFile(HubClient& client, const OfficialFile& file, const Work& work)
{
    if (isCached(client.settings(), file)) {
        return officialFilePlace(client.settings(), file);
    }
    if (client.settings().offline) {
        throw Error(
            {.file = file.path(),
             .reason = "is not in the cache " + client.settings().cacheFolder.string() + ", and offline mode is on",
             .advice = "unset HF_HUB_OFFLINE to download it"});
    }
    const RepoCache cache(client.settings(), file.repoId);
    fetchFromEither(client, cache, file, work);
    requireNamedHash(file, cache.blob(file.sha256), work);
    return cache.link(file.commit, file.path(), file.sha256);
}

} // namespace samscope
