#pragma once

#include "core/base/byte_reader.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace samscope {

/// What a picture file says of itself before anything is decoded.
struct PictureHeader
{
    const char* format = ""; ///< Qt's name of the reader: "png", "jpeg", "gif", "bmp"; "pnm" is ours
    std::uint64_t width = 0; ///< as stored, before the orientation
    std::uint64_t height = 0;
    int orientation = 1;    ///< EXIF, 1 to 8
    bool cmyk = false;      ///< a JPEG of four components
    std::size_t pixels = 0; ///< where they start; PNM only
};

/// Throws `Error` unless these first bytes (32 are enough) are those of a kind that readPictureHeader knows.
void checkPictureMagic(std::span<const std::byte> head, const std::string& name);

/// Decides by content, walks the whole file and throws `Error` where Pillow's pixels would not be reached: cut off,
/// 16 bits per channel, animated, a kind that is not read here. Transparency marks are struck out of `bytes`, so that a
/// decoder yields the stored colours.
PictureHeader readPictureHeader(std::vector<std::byte>& bytes, const std::string& name);

/// Throws `Error` ("cut off") unless `height` rows of `rowBytes` follow the reader's position.
void checkRows(const ByteReader& reader, std::uint64_t rowBytes, const PictureHeader& header);

/// The next bytes as a big-endian number.
std::uint32_t bigEndian16(ByteReader& reader);
std::uint32_t bigEndian32(ByteReader& reader);

} // namespace samscope
