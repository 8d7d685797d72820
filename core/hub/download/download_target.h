#pragma once

#include "core/base/work.h"
#include "core/hub/download/download.h"
#include "core/hub/http/hub_client.h"

#include <string>

namespace samscope {

/// What a person asks the Hub for.
struct DownloadTarget
{
    std::string name; ///< of an official file ("sam_vit_b_01ec64"), or "namespace/name" or "namespace/name/file"
    std::string revision = "main"; ///< branch, tag or commit; official files have theirs
    bool everything = false;       ///< of a folder: not only what a model folder needs
};

/// `downloadOfficialFile` for the published checkpoints, `download` for everything else. Throws `Error`.
DownloadResult downloadTarget(HubClient& client, const DownloadTarget& target, const Work& work);

} // namespace samscope
