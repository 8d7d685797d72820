#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/imaging/image.h"

namespace samscope {

/// A picture from integer arithmetic alone: slopes that wrap around, with noise. tests/data/images/make.py has the
/// same.
RgbImage patternImage(int width, int height, std::uint64_t seed = 1);

/// A file of tests/data/images.
std::filesystem::path imageFile(const std::string& name);

} // namespace samscope
