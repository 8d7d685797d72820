#pragma once

#include "core/base/work.h"
#include "core/hub/upload/push.h"

#include <string>
#include <vector>

namespace samscope {

/// Stores large files where the Hub wants them (Git LFS, in one piece or in parts); what is stored already is not
/// sent. `revision` is told to the Hub so that it checks the right to write there; empty for a pull request. Throws
/// `Error`.
void storeLargeFiles(HubClient& client, const std::string& repoId, const std::string& revision,
                     const std::vector<const PlannedFile*>& files, const Work& work);

} // namespace samscope
