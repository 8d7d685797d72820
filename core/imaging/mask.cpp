#include "core/imaging/mask.h"

#include "core/base/byte_reader.h"
#include "core/base/byte_source.h"
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/imaging/image.h"

#include <QBuffer>
#include <QImage>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace samscope {

namespace {

std::size_t pixelCount(int width, int height)
{
    if (width < 0 || height < 0) {
        throw Error({.reason = fmt::format("a mask cannot be {}x{}", width, height)});
    }
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
}

std::uint64_t countAbove(std::span<const float> logits, float threshold)
{
    return static_cast<std::uint64_t>(std::ranges::count_if(logits, [=](float logit) { return logit > threshold; }));
}

} // namespace

std::uint64_t Mask::area() const
{
    return static_cast<std::uint64_t>(std::ranges::count(pixels, std::uint8_t{1}));
}

std::optional<Rect<int>> Mask::boundingBox() const
{
    Rect<int> box{width, height, 0, 0};
    for (int y = 0; y < height; ++y) {
        const auto row = std::span(pixels).subspan(pixelCount(width, y), static_cast<std::size_t>(width));
        const auto first = std::ranges::find(row, std::uint8_t{1});
        if (first == row.end()) {
            continue;
        }
        const auto last = std::find(row.rbegin(), row.rend(), std::uint8_t{1});
        box = {std::min(box.x0, static_cast<int>(first - row.begin())), std::min(box.y0, y),
               std::max(box.x1, static_cast<int>(row.rend() - last)), y + 1};
    }
    return box.y1 == 0 ? std::nullopt : std::optional(box);
}

Mask thresholdLogits(std::span<const float> logits, int width, int height, float threshold)
{
    if (logits.size() != pixelCount(width, height)) {
        throw Error({.reason = fmt::format("{} logits are not a mask of {}x{}", logits.size(), width, height)});
    }
    Mask mask{width, height, std::vector<std::uint8_t>(logits.size())};
    std::ranges::transform(logits, mask.pixels.begin(), [=](float logit) { return logit > threshold ? 1 : 0; });
    return mask;
}

std::optional<double> stabilityScore(std::span<const float> logits, float threshold)
{
    const std::uint64_t sure = countAbove(logits, threshold + 1);
    const std::uint64_t possible = countAbove(logits, threshold - 1);
    if (possible == 0) {
        return std::nullopt;
    }
    return static_cast<double>(sure) / static_cast<double>(possible);
}

double intersectionOverUnion(const Mask& a, const Mask& b)
{
    if (a.width != b.width || a.height != b.height) {
        throw Error({.reason = fmt::format("masks of {}x{} and {}x{} pixels cannot be compared", a.width, a.height,
                                           b.width, b.height),
                     .advice = "use masks of one picture"});
    }
    std::uint64_t both = 0, any = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) {
        both += a.pixels[i] & b.pixels[i];
        any += a.pixels[i] | b.pixels[i];
    }
    return any == 0 ? 1.0 : static_cast<double>(both) / static_cast<double>(any);
}

void saveMaskPng(const Mask& mask, const std::filesystem::path& path)
{
    QImage image(mask.width, mask.height, QImage::Format_Grayscale8);
    for (int y = 0; y < mask.height; ++y) {
        const auto row =
            std::span(mask.pixels).subspan(pixelCount(mask.width, y), static_cast<std::size_t>(mask.width));
        std::ranges::transform(row, image.scanLine(y), [](std::uint8_t inside) { return inside != 0 ? 255 : 0; });
    }
    QByteArray png;
    QBuffer device(&png);
    device.open(QIODevice::WriteOnly);
    if (!image.save(&device, "png")) {
        throw Error(
            {.file = path.string(),
             .reason = fmt::format("a mask of {}x{} pixels cannot be written as PNG", mask.width, mask.height)});
    }
    saveFile(path, std::string_view(png.constData(), static_cast<std::size_t>(png.size())));
}

Mask loadMaskPng(const std::filesystem::path& path)
{
    constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
    const auto source = openByteSource(path);
    const auto head = source->read(0, std::min<std::uint64_t>(source->size(), signature.size()));
    if (asText(head) != signature) {
        throw Error({.file = source->name(),
                     .reason = "not a PNG",
                     .advice = "a mask is a PNG whose pixels are black outside"});
    }
    const RgbImage image = decodeImage(path);
    Mask mask{image.width, image.height, std::vector<std::uint8_t>(pixelCount(image.width, image.height))};
    const std::uint8_t* from = image.pixels.data();
    for (std::uint8_t& pixel : mask.pixels) {
        pixel = (from[0] | from[1] | from[2]) != 0 ? 1 : 0;
        from += 3;
    }
    return mask;
}

} // namespace samscope
