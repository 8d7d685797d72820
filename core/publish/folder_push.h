#pragma once

#include "core/base/work.h"
#include "core/hub/http/hub_client.h"
#include "core/hub/upload/push.h"

#include <filesystem>
#include <string>
#include <vector>

namespace samscope {

/// A converted folder on its way to the Hub.
struct FolderPush
{
    std::filesystem::path folder;
    std::filesystem::path source; ///< the checkpoint that it was converted from; empty: not known
    PushOptions options;          ///< without files: they are taken from the folder
};

/// What pushing a folder would do.
struct FolderPushPlan
{
    PushOptions options; ///< with the files, for `push`
    PushPlan plan;
    std::vector<std::string> notes; ///< about files that stay here, one line each
};

/// Plans a push of the folder's model files and a model card in one commit; a README.md in the folder is taken as it
/// is, otherwise the card states source, hashes and proof. With a source, every tensor is compared first. Nothing is
/// changed, here or there. Throws `Error`, also when a tensor differs.
FolderPushPlan planFolderPush(HubClient& client, const FolderPush& folderPush, const Work& work);

} // namespace samscope
