#pragma once

#include "core/model/sam_checkpoint.h"

#include <string>

namespace samscope {

/// Throws `Error` with the first number that differs, and what shows it, unless `modelName` is empty or the name of
/// exactly this SAM's config.
void requireModelName(const std::string& modelName, const SamCheckpoint& sam);

} // namespace samscope
