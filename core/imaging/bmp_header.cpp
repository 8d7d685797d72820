#include "core/imaging/bmp_header.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace samscope {

namespace {

constexpr std::uint64_t bmpFileHeader = 14;
constexpr std::uint32_t plain = 0;
constexpr std::uint32_t bitFields = 3;

} // namespace

PictureHeader readBmpHeader(std::span<const std::byte> bytes, const std::string& name)
{
    constexpr std::array<std::uint32_t, 4> depths = {1, 4, 8, 24};
    constexpr std::array<std::uint32_t, 3> masks = {0xff0000, 0xff00, 0xff};
    ByteReader reader(bytes, name);
    reader.seek(10);
    const std::uint32_t pixels = reader.u32();
    if (reader.u32() < 40) {
        reader.fail("a BMP of OS/2", "save it as PNG");
    }
    const auto width = static_cast<std::int32_t>(reader.u32());
    const auto height = static_cast<std::int32_t>(reader.u32());
    reader.skip(2);
    const std::uint32_t depth = reader.u16();
    const std::uint32_t compression = reader.u32();
    reader.seek(bmpFileHeader + 40);
    const bool known = compression == plain && (depth == 32 || std::ranges::find(depths, depth) != depths.end());
    const bool plainFields = compression == bitFields && depth == 32 &&
                             std::ranges::all_of(masks, [&](std::uint32_t mask) { return reader.u32() == mask; });
    if (!known && !plainFields) {
        throw Error({.file = name,
                     .reason = fmt::format("a BMP of {} bits per pixel in compression {}", depth, compression),
                     .advice = "save it as PNG"});
    }
    if (width < 1 || height == 0) {
        reader.fail("damaged BMP: no size");
    }
    const PictureHeader header{.format = "bmp",
                               .width = static_cast<std::uint64_t>(width),
                               .height = static_cast<std::uint64_t>(std::abs(std::int64_t{height}))};
    reader.seek(pixels);
    checkRows(reader, (header.width * depth + 31) / 32 * 4, header);
    return header;
}

} // namespace samscope
