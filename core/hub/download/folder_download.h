#pragma once

#include "core/base/work.h"
#include "core/hub/download/download.h"

namespace samscope {

/// The part of `download` for a whole model folder. The listing is saved too, so that a later look without network
/// knows whether the folder is complete.
DownloadResult downloadFolder(HubClient& client, const DownloadOptions& options, const Work& work);

} // namespace samscope
