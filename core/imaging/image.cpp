#include "core/imaging/image.h"

#include "core/base/byte_source.h"
#include "core/base/error.h"
#include "core/imaging/cmyk_jpeg.h"
#include "core/imaging/picture_header.h"
#include "core/imaging/pnm.h"

#include <QBuffer>
#include <QImage>
#include <QImageReader>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace samscope {

namespace {

constexpr std::size_t magicSize = 132;

// No kind stores more than four bytes a pixel; 16 MiB are for what stands beside them.
std::vector<std::byte> readFile(const std::filesystem::path& path, std::uint64_t maxPixels)
{
    const auto source = openByteSource(path);
    checkPictureMagic(source->read(0, std::min<std::uint64_t>(source->size(), magicSize)), source->name());
    if (source->size() / 4 > maxPixels + (4 << 20)) {
        throw Error({.file = source->name(),
                     .reason = fmt::format("{} are more than a picture of {} megapixels has",
                                           humanBytes(source->size()), maxPixels / 1'000'000)});
    }
    return source->read(0, source->size());
}

void checkPixelCount(const PictureHeader& header, std::uint64_t maxPixels, const std::string& name)
{
    if (header.width == 0 || header.height == 0) {
        throw Error({.file = name, .reason = "a picture without pixels"});
    }
    if (header.height > maxPixels / header.width) {
        throw Error({.file = name,
                     .reason = fmt::format("{}x{} pixels are more than the limit of {} megapixels", header.width,
                                           header.height, static_cast<double>(maxPixels) / 1e6),
                     .advice = "make it smaller"});
    }
}

RgbImage withoutAlpha(const QImage& decoded)
{
    const bool direct = decoded.format() == QImage::Format_RGB32 || decoded.format() == QImage::Format_ARGB32;
    const QImage image = direct ? decoded : decoded.convertToFormat(QImage::Format_ARGB32);
    RgbImage out{image.width(), image.height(), {}};
    out.pixels.resize(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height) * 3);
    std::uint8_t* to = out.pixels.data();
    for (int y = 0; y < out.height; ++y) {
        const auto* row = reinterpret_cast<const QRgb*>(image.constScanLine(y));
        for (int x = 0; x < out.width; ++x, to += 3) {
            to[0] = static_cast<std::uint8_t>(qRed(row[x]));
            to[1] = static_cast<std::uint8_t>(qGreen(row[x]));
            to[2] = static_cast<std::uint8_t>(qBlue(row[x]));
        }
    }
    return out;
}

RgbImage decodeWithQt(const std::vector<std::byte>& bytes, const PictureHeader& header, const std::string& name)
{
    // The header was held against a limit of our own.
    static const bool unlimited = (QImageReader::setAllocationLimit(0), true);
    static_cast<void>(unlimited);
    QByteArray raw =
        QByteArray::fromRawData(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()));
    QBuffer device(&raw);
    device.open(QIODevice::ReadOnly);
    QImageReader reader(&device, header.format);
    reader.setAutoTransform(false);
    const QImage image = reader.read();
    if (image.isNull() || static_cast<std::uint64_t>(image.width()) != header.width ||
        static_cast<std::uint64_t>(image.height()) != header.height) {
        throw Error({.file = name,
                     .reason = "the picture cannot be decoded: " + reader.errorString().toStdString(),
                     .advice = "the file is damaged; fetch or save it again"});
    }
    return withoutAlpha(image);
}

RgbImage decodePixels(const std::vector<std::byte>& bytes, const PictureHeader& header, const std::string& name)
{
    if (header.cmyk) {
        return decodeCmykJpeg(bytes, name);
    }
    if (header.format == std::string_view("pnm")) {
        return decodePnm(bytes, header);
    }
    return decodeWithQt(bytes, header, name);
}

/// The upright picture of one stored with EXIF's `orientation`.
RgbImage upright(RgbImage image, int orientation)
{
    if (orientation == 1) {
        return image;
    }
    const bool turned = orientation >= 5;
    const bool flipX = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool flipY = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    RgbImage out{turned ? image.height : image.width, turned ? image.width : image.height, {}};
    out.pixels.resize(image.pixels.size());
    std::uint8_t* to = out.pixels.data();
    for (int y = 0; y < out.height; ++y) {
        for (int x = 0; x < out.width; ++x, to += 3) {
            const int storedX = turned ? y : x;
            const int storedY = turned ? x : y;
            const auto fromX = static_cast<std::size_t>(flipX ? image.width - 1 - storedX : storedX);
            const auto fromY = static_cast<std::size_t>(flipY ? image.height - 1 - storedY : storedY);
            std::copy_n(image.pixels.data() + (fromY * static_cast<std::size_t>(image.width) + fromX) * 3, 3, to);
        }
    }
    return out;
}

} // namespace

RgbImage decodeImage(const std::filesystem::path& path, std::uint64_t maxPixels)
{
    const std::string name = path.string();
    std::vector<std::byte> bytes = readFile(path, maxPixels);
    const PictureHeader header = readPictureHeader(bytes, name);
    checkPixelCount(header, maxPixels, name);
    return upright(decodePixels(bytes, header, name), header.orientation);
}

} // namespace samscope
