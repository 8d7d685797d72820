#include "core/hub/upload/push_plan.h"

#include "core/base/error.h"
#include "core/hub/cache/content_hash.h"
#include "core/hub/http/repo.h"
#include "core/hub/http/repo_names.h"

#include <algorithm>

namespace samscope {

namespace {

std::string withNamespace(HubClient& client, const std::string& repoId, const Work& work)
{
    if (repoId.find('/') != std::string::npos) {
        return repoId;
    }
    const Json owner = client.json({.url = client.url("/api/whoami-v2")}, "whoami", work);
    const std::string name = owner.is_object() ? owner.value("name", "") : "";
    requireRepoId(name + "/" + repoId);
    return name + "/" + repoId;
}

PushState stateOf(const PlannedFile& planned, const std::vector<RepoFile>& remote, const Work& work)
{
    const auto there = std::ranges::find(remote, planned.file.path, &RepoFile::path);
    if (there == remote.end()) {
        return PushState::New;
    }
    const bool same = there->size == planned.file.source->size() &&
                      (there->sha256.empty() ? there->oid == contentHash(HashKind::GitSha1, *planned.file.source, work)
                                             : there->sha256 == planned.sha256);
    return same ? PushState::Same : PushState::Changed;
}

void requireFiles(const PushOptions& options)
{
    std::vector<std::string> names;
    std::ranges::transform(options.files, std::back_inserter(names), &PushFile::path);
    requireFileNames(names);
    if (names.empty()) {
        throw Error({.file = options.repoId, .reason = "there is no file to push"});
    }
}

void requireToken(const HubClient& client, const std::string& repoId)
{
    if (!client.hasToken()) {
        throw Error({.file = repoId,
                     .reason = "a push needs an access token, and there is none",
                     .advice = "set HF_TOKEN, or write a token with the write scope into " +
                               client.settings().tokenFile.string()});
    }
}

} // namespace

bool PushPlan::isUpToDate() const
{
    return std::ranges::all_of(files, [](const PlannedFile& file) { return file.state == PushState::Same; });
}

PushPlan planPush(HubClient& client, const PushOptions& options, const Work& work)
{
    requireRepoId(options.repoId);
    requireRevision(options.revision);
    requireFiles(options);
    requireToken(client, options.repoId);
    PushPlan plan{.repoId = withNamespace(client, options.repoId, work), .head = "", .files = {}};
    const Repo repo(client, plan.repoId, options.revision);
    plan.head = repo.commitFrom(repo.askForHead(Tries::Several, work)).value_or("");
    if (!options.parentCommit.empty() && options.parentCommit != plan.head) {
        throw Error({.file = plan.repoId,
                     .reason = options.revision + " is at " + (plan.head.empty() ? "no commit" : plan.head) +
                               ", not at " + options.parentCommit,
                     .advice = "look at what has changed, then name the new parent"});
    }
    const auto remote = plan.head.empty() ? std::vector<RepoFile>() : repo.at(plan.head).files(work);
    for (const PushFile& file : options.files) {
        PlannedFile planned{file, contentHash(HashKind::Sha256, *file.source, work), PushState::New};
        planned.state = stateOf(planned, remote, work);
        plan.files.push_back(std::move(planned));
    }
    return plan;
}

} // namespace samscope
