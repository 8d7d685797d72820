#include "core/imaging/pnm.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace samscope {

namespace {

bool isSpace(int character)
{
    return (character >= 9 && character <= 13) || character == ' ';
}

// Text of a PNM header: numbers between white space and comments, one white space before the pixels.
std::uint64_t pnmNumber(ByteReader& reader)
{
    int character = reader.u8();
    while (character == '#' || isSpace(character)) {
        if (character == '#') {
            reader.line();
        }
        character = reader.u8();
    }
    std::string digits;
    for (; character >= '0' && character <= '9' && digits.size() < 10; character = reader.u8()) {
        digits += static_cast<char>(character);
    }
    std::uint64_t value = 0;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc() || !isSpace(character)) {
        reader.fail("damaged header: a number is missing");
    }
    return value;
}

// A set bit is black; the highest comes first.
std::uint8_t bitLevel(std::byte bits, std::size_t index)
{
    return (bits & (std::byte{0x80} >> index)) != std::byte{0} ? 0 : 255;
}

} // namespace

PictureHeader readPnmHeader(std::span<const std::byte> bytes, const std::string& name)
{
    ByteReader reader(bytes, name);
    const std::string_view kind = reader.text(2);
    PictureHeader header{.format = "pnm"};
    header.width = pnmNumber(reader);
    header.height = pnmNumber(reader);
    std::uint64_t rowBytes = (header.width + 7) / 8;
    if (kind != "P4") {
        const std::uint64_t maximum = pnmNumber(reader);
        if (maximum != 255) {
            throw Error(
                {.file = name,
                 .reason = fmt::format("a PNM whose brightest value is {}; pictures of 8 bits are read", maximum),
                 .advice = "save it with 8 bits per channel"});
        }
        rowBytes = header.width * (kind == "P6" ? 3 : 1);
    }
    header.pixels = reader.position();
    checkRows(reader, rowBytes, header);
    return header;
}

RgbImage decodePnm(std::span<const std::byte> bytes, const PictureHeader& header)
{
    const std::string_view kind = asText(bytes.first(2));
    RgbImage image{static_cast<int>(header.width), static_cast<int>(header.height), {}};
    image.pixels.reserve(header.width * header.height * 3);
    std::span<const std::byte> rest = bytes.subspan(header.pixels);
    if (kind == "P6") {
        std::ranges::transform(rest.first(header.width * header.height * 3), std::back_inserter(image.pixels),
                               [](std::byte value) { return std::to_integer<std::uint8_t>(value); });
        return image;
    }
    const std::size_t rowBytes = kind == "P4" ? (header.width + 7) / 8 : header.width;
    for (std::size_t y = 0; y < header.height; ++y, rest = rest.subspan(rowBytes)) {
        for (std::size_t x = 0; x < header.width; ++x) {
            const std::uint8_t level =
                kind == "P4" ? bitLevel(rest[x / 8], x % 8) : std::to_integer<std::uint8_t>(rest[x]);
            image.pixels.insert(image.pixels.end(), 3, level);
        }
    }
    return image;
}

} // namespace samscope
