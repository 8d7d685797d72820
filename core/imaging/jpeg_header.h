#pragma once

#include "core/imaging/picture_header.h"

#include <cstddef>
#include <span>
#include <string>

namespace samscope {

/// Walks the segments of a JPEG, whose magic has been checked, to its end: 8 bits in 1, 3 or 4 channels. Throws
/// `Error`.
PictureHeader readJpegHeader(std::span<const std::byte> bytes, const std::string& name);

} // namespace samscope
