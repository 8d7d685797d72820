#include "app/cli/command.h"
#include "app/cli/push_folder.h"
#include "core/hub/http/hub_session.h"

#include <memory>

namespace samscope {

void addPushCommand(CLI::App& parser, Command& chosen)
{
    auto folderPush = std::make_shared<FolderPush>();
    auto dryRun = std::make_shared<bool>(false);
    PushOptions& options = folderPush->options;
    CLI::App* command = parser.add_subcommand("push", "A converted folder goes to the Hub in one commit");
    command->add_option("DIR", folderPush->folder, "the folder")->required();
    command->add_option("--repo-id,--repo_id", options.repoId, "where to: name or namespace/name")->required();
    command->add_option("--revision", options.revision, "the branch (main)");
    command->add_flag("--private", options.isPrivate, "if the repository has to be created, only you see it");
    command->add_flag("--create-pr,--create_pr", options.createPullRequest, "open a pull request instead");
    command->add_option("--parent-commit", options.parentCommit, "refuse unless the branch is at this commit");
    command->add_option("--message", options.message, "the commit's summary");
    command->add_option("--source", folderPush->source,
                        "the checkpoint it was converted from: compared first, and named in the model card");
    command->add_flag("--dry-run", *dryRun, "show files, sizes, hashes and what is there; change nothing");
    command->callback([folderPush, dryRun, &chosen] {
        chosen = [folderPush, dryRun](CommandContext& context) {
            return pushFolder(*openHub(processEnvironment(), TokenUse::Needed), *folderPush, *dryRun, context);
        };
    });
}

} // namespace samscope
