#include "core/base/staged_folder.h"

#include "core/base/error.h"
#include "core/base/temporary_name.h"

#include <string>

namespace samscope {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> stagesOf(const fs::path& goal)
{
    std::vector<fs::path> stages;
    const std::string prefix = temporaryPrefix(goal);
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(absoluteGoal(goal).parent_path(), code)) {
        if (entry.path().filename().string().starts_with(prefix) && entry.is_directory(code)) {
            stages.push_back(entry.path());
        }
    }
    return stages;
}

void flushFiles(const fs::path& folder)
{
    for (const auto& entry : fs::directory_iterator(folder)) {
        File::openForReading(entry.path()).sync();
    }
    syncFolder(folder);
}

} // namespace

StagedFolder::StagedFolder(const fs::path& goal) : m_goal(absoluteGoal(goal)), m_stage(temporarySibling(goal))
{
    requireWritableFolder(m_goal.parent_path());
    for (const fs::path& other : stagesOf(m_goal)) {
        if (!FolderLock::tryAcquire(other)) {
            throw Error({.file = m_goal.string(),
                         .reason = "another conversion to this folder is running",
                         .advice = "wait for it, or choose another folder"});
        }
    }
    std::error_code code;
    if (!fs::create_directory(m_stage, code)) {
        throw Error({.file = m_stage.parent_path().string(),
                     .reason = "cannot create a folder in it: " + code.message(),
                     .advice = "check the permissions, or choose another place"});
    }
    m_lock = FolderLock::tryAcquire(m_stage);
}

StagedFolder::~StagedFolder()
{
    if (!m_published) {
        std::error_code ignored;
        fs::remove_all(m_stage, ignored);
    }
}

void StagedFolder::publish()
{
    flushFiles(m_stage);
    if (!fs::exists(m_goal)) {
        renamePath(m_stage, m_goal);
        m_published = true;
    } else if (!exchangePaths(m_stage, m_goal)) {
        replaceInTwoSteps();
    }
    syncFolder(m_goal.parent_path());
}

void StagedFolder::replaceInTwoSteps()
{
    const fs::path aside = temporarySibling(m_goal);
    renamePath(m_goal, aside);
    try {
        renamePath(m_stage, m_goal);
    } catch (...) {
        renamePath(aside, m_goal);
        throw;
    }
    m_stage = aside; // now the old contents, removed last
}

std::vector<fs::path> staleStages(const fs::path& goal)
{
    std::vector<fs::path> stale;
    for (const fs::path& stage : stagesOf(goal)) {
        if (FolderLock::tryAcquire(stage)) {
            stale.push_back(stage);
        }
    }
    return stale;
}

} // namespace samscope
