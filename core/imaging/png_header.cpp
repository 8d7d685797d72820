#include "core/imaging/png_header.h"

#include "core/base/error.h"
#include "core/imaging/orientation.h"

#include <fmt/format.h>

namespace samscope {

namespace {

constexpr std::size_t signatureSize = 8;
constexpr std::size_t chunkFrame = 12; // length, type and CRC around the data

void readImageHeader(ByteReader data, const std::string& name, PictureHeader& header)
{
    header.width = bigEndian32(data);
    header.height = bigEndian32(data);
    const int depth = data.u8();
    if (depth > 8) {
        throw Error({.file = name,
                     .reason = fmt::format("a PNG with {} bits per channel; pictures of 8 bits are read", depth),
                     .advice = "save it with 8 bits per channel"});
    }
}

// Only uncompressed XMP, as every known writer has it.
int internationalTextOrientation(std::string_view text)
{
    constexpr std::string_view keyword("XML:com.adobe.xmp\0\0", 19);
    return text.starts_with(keyword) ? xmpOrientation(text) : 0;
}

} // namespace

PictureHeader readPngHeader(std::vector<std::byte>& bytes, const std::string& name)
{
    PictureHeader header{.format = "png"};
    int exif = 0, xmp = 0;
    std::size_t transparency = 0, transparencySize = 0;
    ByteReader reader(bytes, name);
    reader.seek(signatureSize);
    for (std::string_view type; type != "IEND";) {
        const std::size_t start = reader.position();
        const std::uint32_t length = bigEndian32(reader);
        type = reader.text(4);
        const auto data = reader.take(length);
        reader.skip(4);
        if ((type == "IHDR") != (start == signatureSize)) {
            throw Error({.file = name, .reason = "damaged PNG: its header chunk is not where it belongs"});
        }
        if (type == "IHDR") {
            readImageHeader(ByteReader(data, name, start + chunkFrame - 4), name, header);
        } else if (type == "acTL" && ByteReader(data, name).text(4) != std::string_view("\0\0\0\1", 4)) {
            throw Error({.file = name, .reason = "an animated PNG", .advice = "save the wanted frame alone"});
        } else if (type == "eXIf") {
            exif = exifOrientation(data);
        } else if (type == "iTXt") {
            xmp = internationalTextOrientation(asText(data));
        } else if (type == "tRNS") {
            transparency = start;
            transparencySize = length + chunkFrame;
        }
    }
    header.orientation = exif != 0 ? exif : xmp != 0 ? xmp : 1;
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(transparency);
    bytes.erase(begin, begin + static_cast<std::ptrdiff_t>(transparencySize));
    return header;
}

} // namespace samscope
