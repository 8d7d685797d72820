#include "core/imaging/picture_header.h"

#include "core/base/checked.h"
#include "core/base/error.h"
#include "core/imaging/bmp_header.h"
#include "core/imaging/gif_header.h"
#include "core/imaging/jpeg_header.h"
#include "core/imaging/png_header.h"
#include "core/imaging/pnm.h"

#include <fmt/format.h>

#include <array>

namespace samscope {

namespace {

enum class Kind
{
    Unknown,
    Png,
    Jpeg,
    Gif,
    Bmp,
    Pnm,
    Foreign, ///< a picture that is not read here
};

struct Magic
{
    std::string_view bytes;
    std::size_t offset;
    Kind kind;
    const char* name;
};

using namespace std::string_view_literals;

constexpr std::array magics = {
    Magic{"\x89PNG\r\n\x1a\n"sv, 0, Kind::Png, "PNG"},
    Magic{"\xff\xd8\xff"sv, 0, Kind::Jpeg, "JPEG"},
    Magic{"GIF87a"sv, 0, Kind::Gif, "GIF"},
    Magic{"GIF89a"sv, 0, Kind::Gif, "GIF"},
    Magic{"BM"sv, 0, Kind::Bmp, "BMP"},
    Magic{"P4"sv, 0, Kind::Pnm, "PBM"},
    Magic{"P5"sv, 0, Kind::Pnm, "PGM"},
    Magic{"P6"sv, 0, Kind::Pnm, "PPM"},
    Magic{"P1"sv, 0, Kind::Foreign, "PBM written as text"},
    Magic{"P2"sv, 0, Kind::Foreign, "PGM written as text"},
    Magic{"P3"sv, 0, Kind::Foreign, "PPM written as text"},
    Magic{"II*\0"sv, 0, Kind::Foreign, "TIFF"},
    Magic{"MM\0*"sv, 0, Kind::Foreign, "TIFF"},
    Magic{"II+\0"sv, 0, Kind::Foreign, "BigTIFF"},
    Magic{"MM\0+"sv, 0, Kind::Foreign, "BigTIFF"},
    Magic{"WEBP"sv, 8, Kind::Foreign, "WebP"},
    Magic{"ftypheic"sv, 4, Kind::Foreign, "HEIC"},
    Magic{"ftypmif1"sv, 4, Kind::Foreign, "HEIF"},
    Magic{"ftypavif"sv, 4, Kind::Foreign, "AVIF"},
    Magic{"\xff\x0a"sv, 0, Kind::Foreign, "JPEG XL"},
    Magic{"\0\0\0\x0cJXL "sv, 0, Kind::Foreign, "JPEG XL"},
    Magic{"\0\0\0\x0cjP  "sv, 0, Kind::Foreign, "JPEG 2000"},
    Magic{"8BPS"sv, 0, Kind::Foreign, "Photoshop"},
    Magic{"%PDF"sv, 0, Kind::Foreign, "PDF"},
    Magic{"<svg"sv, 0, Kind::Foreign, "SVG"},
    Magic{"DICM"sv, 128, Kind::Foreign, "DICOM"},
};

const Magic& findMagic(std::span<const std::byte> head)
{
    static constexpr Magic unknown{""sv, 0, Kind::Unknown, ""};
    const std::string_view text = asText(head);
    for (const Magic& magic : magics) {
        if (text.size() >= magic.offset && text.substr(magic.offset).starts_with(magic.bytes)) {
            return magic;
        }
    }
    return unknown;
}

} // namespace

void checkPictureMagic(std::span<const std::byte> head, const std::string& name)
{
    if (head.empty()) {
        throw Error({.file = name, .reason = "not a picture: the file is empty"});
    }
    const Magic& magic = findMagic(head);
    if (magic.kind == Kind::Foreign) {
        throw Error({.file = name,
                     .reason = fmt::format("{} pictures are not read here", magic.name),
                     .advice = "save it as PNG with 8 bits per channel"});
    }
    if (magic.kind == Kind::Unknown) {
        throw Error({.file = name,
                     .reason = "not a picture of a known kind",
                     .advice = "PNG, JPEG, BMP, GIF and binary PPM are read, whatever the name ends in"});
    }
}

PictureHeader readPictureHeader(std::vector<std::byte>& bytes, const std::string& name)
{
    switch (findMagic(bytes).kind) {
    case Kind::Png:
        return readPngHeader(bytes, name);
    case Kind::Jpeg:
        return readJpegHeader(bytes, name);
    case Kind::Gif:
        return readGifHeader(bytes, name);
    case Kind::Bmp:
        return readBmpHeader(bytes, name);
    case Kind::Pnm:
        return readPnmHeader(bytes, name);
    case Kind::Foreign:
    case Kind::Unknown:
        break;
    }
    checkPictureMagic(bytes, name);
    throw Error({.file = name, .reason = "not a picture of a known kind"});
}

void checkRows(const ByteReader& reader, std::uint64_t rowBytes, const PictureHeader& header)
{
    const auto size = checkedMul(rowBytes, header.height);
    if (!size || *size > reader.remaining()) {
        reader.fail("cut off");
    }
}

std::uint32_t bigEndian16(ByteReader& reader)
{
    const std::uint32_t high = reader.u8();
    return high << 8 | reader.u8();
}

std::uint32_t bigEndian32(ByteReader& reader)
{
    const std::uint32_t high = bigEndian16(reader);
    return high << 16 | bigEndian16(reader);
}

} // namespace samscope
