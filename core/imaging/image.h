#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace samscope {

/// 8-bit RGB pixels, row by row without padding: height x width x 3.
struct RgbImage
{
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels;
};

/// Decodes a picture as a person sees it, equal to Pillow's `exif_transpose(Image.open(f)).convert("RGB")`: EXIF
/// orientation applied, alpha dropped, grey repeated, palette and CMYK converted. The header is checked against
/// `maxPixels` before anything is decoded. Throws `Error` (missing, not a picture, truncated, too large, 16 bits per
/// channel, animated).
RgbImage decodeImage(const std::filesystem::path& path, std::uint64_t maxPixels = 200'000'000);

} // namespace samscope
