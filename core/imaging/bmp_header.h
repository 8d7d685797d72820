#pragma once

#include "core/imaging/picture_header.h"

#include <cstddef>
#include <span>
#include <string>

namespace samscope {

/// A BMP of Windows, whose magic has been checked: uncompressed, and whole. Throws `Error`.
PictureHeader readBmpHeader(std::span<const std::byte> bytes, const std::string& name);

} // namespace samscope
