#pragma once

#include "core/hub/download/download.h"

namespace samscope {

/// The part of `download` for a whole model folder. The listing is saved too, so that a later look without network
/// knows whether the folder is complete.
DownloadResult downloadFolder(HubClient& client, const DownloadOptions& options, ProgressSink& progress,
                              const std::stop_token& stop);

} // namespace samscope
