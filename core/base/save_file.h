#pragma once

#include "core/base/file.h"

#include <filesystem>
#include <functional>
#include <string_view>

namespace samscope {

/// Writes a file beside its goal, flushes it and renames it into place: the goal is the old or the new one, never a
/// mix. `fill` writes the contents; when it throws, the temporary file is removed and the goal is untouched.
void saveFile(const std::filesystem::path& goal, const std::function<void(File&)>& fill);
void saveFile(const std::filesystem::path& goal, std::string_view contents);

} // namespace samscope
