#pragma once

#include <filesystem>
#include <string>

#include "app/cli/command.h"
#include "core/hub/hub_client.h"
#include "core/hub/push.h"

namespace samscope {

/// A converted folder on its way to the Hub.
struct FolderPush
{
    std::filesystem::path folder;
    std::filesystem::path source; ///< the checkpoint that it was converted from; empty: not known
    PushOptions options;          ///< its files are filled in from the folder
    bool dryRun = false;
};

/// Pushes the model files of the folder and a model card in one commit; a README.md in the folder is taken as it is,
/// otherwise the card states source, hashes and proof. With a source, every tensor is compared first, and a difference
/// keeps everything here. Prints the plan and what came of it; returns the exit code. Throws `Error`.
int pushFolder(HubClient& client, FolderPush& folderPush, CommandContext& context);

} // namespace samscope
