#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace samscope {

/// EXIF's orientation (1 to 8) in a TIFF structure, 0 where it is not stated.
int exifOrientation(std::span<const std::byte> tiff);

/// The orientation that an XMP packet names, 0 where it is not stated.
int xmpOrientation(std::string_view xmp);

} // namespace samscope
