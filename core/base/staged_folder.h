#pragma once

#include "core/base/file.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace samscope {

/// A folder that is written beside its goal (`goal.partial-XXXXXXXX`) and renamed into place as a whole. Removed again
/// unless published. Holds a lock on the stage, so that a second conversion to the same goal is refused and a stage
/// left behind by a crash can be told from one in use.
class StagedFolder
{
public:
    /// Throws `Error` when the parent does not exist or cannot be written, or another process stages the same goal.
    explicit StagedFolder(const std::filesystem::path& goal);
    StagedFolder(const StagedFolder&) = delete;
    StagedFolder& operator=(const StagedFolder&) = delete;
    ~StagedFolder();

    const std::filesystem::path& goal() const { return m_goal; }
    const std::filesystem::path& path() const { return m_stage; }

    /// Flushes every file and puts the stage in the goal's place in one step where the disk can swap names; the old
    /// contents are removed last, by the destructor.
    void publish();

private:
    void replaceInTwoSteps();

    std::filesystem::path m_goal;
    std::filesystem::path m_stage;
    std::optional<FolderLock> m_lock;
    bool m_published = false;
};

/// Stages of `goal` that no running process holds: what an interrupted conversion left behind.
std::vector<std::filesystem::path> staleStages(const std::filesystem::path& goal);

} // namespace samscope
