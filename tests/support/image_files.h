#pragma once

#include "core/imaging/image.h"
#include "core/imaging/mask.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace samscope {

/// A picture from integer arithmetic alone: slopes that wrap around, with noise. tests/data/images/make.py has the
/// same.
RgbImage patternImage(int width, int height, std::uint64_t seed = 1);

/// A mask of a rectangle, half-open.
Mask rectangle(int width, int height, int x0, int y0, int x1, int y1);

/// A file of tests/data/images.
std::filesystem::path imageFile(const std::string& name);

} // namespace samscope
