#pragma once

#include "app/cli/command.h"
#include "core/hub/http/hub_client.h"
#include "core/publish/folder_push.h"

namespace samscope {

/// Plans the push of a folder, prints the plan and, unless it is a dry run, pushes and prints what came of it; returns
/// the exit code. Throws `Error`.
int pushFolder(HubClient& client, const FolderPush& folderPush, bool dryRun, CommandContext& context);

} // namespace samscope
