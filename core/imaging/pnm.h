#pragma once

#include "core/imaging/image.h"
#include "core/imaging/picture_header.h"

#include <cstddef>
#include <span>
#include <string>

namespace samscope {

/// The header of a binary PBM, PGM or PPM, whose magic has been checked: 8 bits, and whole. Throws `Error`.
PictureHeader readPnmHeader(std::span<const std::byte> bytes, const std::string& name);

/// The pixels of a binary PBM, PGM or PPM whose `header` readPnmHeader has read and held against the file's size: Qt
/// refuses sides above 32,767.
RgbImage decodePnm(std::span<const std::byte> bytes, const PictureHeader& header);

} // namespace samscope
