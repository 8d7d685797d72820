#pragma once

#include "core/eval/reference_pack.h"

#include <filesystem>

namespace samscope {

/// Throws `Error` for a malformed pack.
ReferencePack loadReferencePack(const std::filesystem::path& path);

} // namespace samscope
