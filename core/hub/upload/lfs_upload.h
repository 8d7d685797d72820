#pragma once

#include "core/base/work.h"
#include "core/hub/http/repo.h"
#include "core/hub/upload/push_plan.h"

#include <vector>

namespace samscope {

/// Stores large files where the Hub wants them (Git LFS, in one piece or in parts); what is stored already is not
/// sent. The Hub checks the right to write to the repository's revision; empty for a pull request. Throws `Error`.
void storeLargeFiles(const Repo& repo, const std::vector<const PlannedFile*>& files, const Work& work);

} // namespace samscope
