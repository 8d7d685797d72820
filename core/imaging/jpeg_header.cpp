#include "core/imaging/jpeg_header.h"

#include "core/base/error.h"
#include "core/imaging/orientation.h"

#include <fmt/format.h>

#include <algorithm>

namespace samscope {

namespace {

constexpr int startOfScan = 0xda;
constexpr int endOfImage = 0xd9;

bool isRestart(int code)
{
    return code >= 0xd0 && code <= 0xd7;
}

bool isFrame(int code)
{
    return code >= 0xc0 && code <= 0xcf && code != 0xc4 && code != 0xc8 && code != 0xcc;
}

/// The code of the next marker; what lies between (entropy-coded data, garbage that libjpeg skips) is passed over.
int nextMarker(ByteReader& reader)
{
    for (;;) {
        const auto rest = reader.take(reader.remaining());
        reader.seek(reader.position() - rest.size());
        const auto found = std::ranges::find(rest, std::byte{0xff});
        reader.skip(static_cast<std::size_t>(found - rest.begin()));
        int code = reader.u8();
        while (code == 0xff) {
            code = reader.u8();
        }
        if (code != 0 && !isRestart(code)) {
            return code;
        }
    }
}

void readFrame(ByteReader data, const std::string& name, PictureHeader& header)
{
    const int precision = data.u8();
    header.height = bigEndian16(data);
    header.width = bigEndian16(data);
    const int components = data.u8();
    header.cmyk = components == 4;
    if (precision != 8) {
        throw Error({.file = name,
                     .reason = fmt::format("a JPEG with {} bits per channel; pictures of 8 bits are read", precision),
                     .advice = "save it with 8 bits per channel"});
    }
    if (components != 1 && components != 3 && components != 4) {
        throw Error({.file = name, .reason = fmt::format("a JPEG with {} channels", components)});
    }
}

} // namespace

PictureHeader readJpegHeader(std::span<const std::byte> bytes, const std::string& name)
{
    constexpr std::string_view exifStart("Exif\0\0", 6);
    constexpr std::string_view xmpStart("http://ns.adobe.com/xap/1.0/\0", 29);
    PictureHeader header{.format = "jpeg"};
    std::vector<std::byte> exif;
    std::string_view xmp;
    ByteReader reader(bytes, name);
    reader.skip(2);
    for (int code = nextMarker(reader); code != endOfImage; code = nextMarker(reader)) {
        const std::uint32_t length = bigEndian16(reader);
        if (length < 2) {
            reader.fail("damaged JPEG: a segment shorter than its own length field");
        }
        const std::size_t start = reader.position();
        const auto data = reader.take(length - 2);
        if (isFrame(code)) {
            readFrame(ByteReader(data, name, start), name, header);
        } else if (code == 0xe1 && asText(data).starts_with(exifStart)) {
            exif.insert(exif.end(), data.begin() + exifStart.size(), data.end());
        } else if (code == 0xe1 && asText(data).starts_with(xmpStart)) {
            xmp = asText(data);
        } else if (code == startOfScan && header.width == 0) {
            reader.fail("damaged JPEG: the picture starts before its size is given");
        }
    }
    const int told = exifOrientation(exif);
    const int toldByXmp = told != 0 ? told : xmpOrientation(xmp);
    header.orientation = std::max(toldByXmp, 1);
    return header;
}

} // namespace samscope
