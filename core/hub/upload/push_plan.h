#pragma once

#include "core/base/byte_source.h"
#include "core/base/work.h"
#include "core/hub/http/hub_client.h"

#include <memory>
#include <string>
#include <vector>

namespace samscope {

struct PushFile
{
    std::string path; ///< in the repository
    std::shared_ptr<const ByteSource> source;
};

struct PushOptions
{
    std::string repoId;            ///< "namespace/name"; "name" alone belongs to the token's owner
    std::string revision = "main"; ///< branch
    std::vector<PushFile> files;
    bool isPrivate = false;         ///< when the repository has to be created
    bool createPullRequest = false; ///< instead of a commit on the branch
    std::string parentCommit;       ///< that the branch must be at; empty: where the plan saw it
    std::string message = "Upload model";
};

enum class PushState
{
    New,
    Changed,
    Same,
};

struct PlannedFile
{
    PushFile file;
    std::string sha256;
    PushState state = PushState::New;
};

/// What a push would do; nothing is changed by making one.
struct PushPlan
{
    std::string repoId; ///< with its namespace
    std::string head;   ///< commit of the branch; empty: the repository is to be created
    std::vector<PlannedFile> files;

    bool isUpToDate() const;
};

/// Hashes the files and compares them with the branch. Throws `Error`, also when the branch is not at the parent
/// commit.
PushPlan planPush(HubClient& client, const PushOptions& options, const Work& work);

} // namespace samscope
