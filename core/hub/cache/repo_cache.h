#pragma once

#include "core/hub/http/hub_settings.h"
#include "core/hub/http/repo.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace samscope {

/// The part of the cache that belongs to one model repository, laid out as huggingface_hub has it:
/// models--org--name/{blobs/<etag>, refs/<revision>, snapshots/<commit>/<path>, trees/<commit>.json} and
/// .locks/models--org--name/<etag>.lock beside it. Nothing is created before something is put into it.
class RepoCache
{
public:
    /// Throws `Error` for a repository id that is none.
    RepoCache(const HubSettings& settings, const std::string& repoId);

    const std::filesystem::path& folder() const { return m_folder; }
    std::filesystem::path snapshot(const std::string& commit) const { return m_folder / "snapshots" / commit; }
    /// Throws `Error` for an etag that is not a safe file name; so do the next two.
    std::filesystem::path blob(const std::string& etag) const;
    std::filesystem::path partial(const std::string& etag) const; ///< where a download begins and is resumed
    std::filesystem::path lock(const std::string& etag) const;

    /// The commit that a revision stood for when it was last seen; a commit stands for itself.
    std::optional<std::string> commitOf(const std::string& revision) const;
    /// The file at that commit, when it is complete in the cache.
    std::optional<std::filesystem::path> find(const std::string& commit, const std::string& file) const;
    /// The listing of a commit, when it is known.
    std::optional<std::vector<RepoFile>> tree(const std::string& commit) const;

    /// Gives a blob its name in the snapshot: a relative link, else a hard link, else a copy.
    std::filesystem::path link(const std::string& commit, const std::string& file, const std::string& etag) const;
    /// Written last, so that no revision stands for a snapshot that is not there.
    void saveRevision(const std::string& revision, const std::string& commit) const;
    void saveTree(const std::string& commit, const std::vector<RepoFile>& files) const;

private:
    std::filesystem::path m_cache;
    std::string m_name;
    std::filesystem::path m_folder;
    bool m_symlinks;
};

} // namespace samscope
