#pragma once

#include "core/imaging/image.h"

#include <cstddef>
#include <span>
#include <string>

namespace samscope {

/// Decodes a JPEG of four components as Pillow's `convert("RGB")` does: inks stored inverted, as Adobe does. The bytes
/// have passed readJpegHeader. Throws `Error`.
RgbImage decodeCmykJpeg(std::span<const std::byte> bytes, const std::string& name);

} // namespace samscope
