#include "ui/compare/mask_layers.h"

#include "core/base/error.h"
#include "core/imaging/opencv.h"

#include <QColor>

namespace samscope {

namespace {

constexpr int fillAlpha = 112;
constexpr int differenceAlpha = 216;
constexpr int agreementAlpha = 72;

QRgb pixel(LayerColour colour, int alpha)
{
    QColor mixed = layerColour(colour);
    mixed.setAlpha(alpha);
    return qPremultiply(mixed.rgba());
}

/// One layer, pixel by pixel: `colourOf(index)` is premultiplied, 0 for nothing.
template <typename ColourOf> QImage painted(const Mask& size, const ColourOf& colourOf)
{
    QImage layer(size.width, size.height, QImage::Format_ARGB32_Premultiplied);
    std::size_t at = 0;
    for (int y = 0; y < size.height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(layer.scanLine(y));
        for (int x = 0; x < size.width; ++x, ++at) {
            line[x] = colourOf(at);
        }
    }
    return layer;
}

QImage maskLayer(const Mask& mask, LayerColour colour)
{
    const Mask outline = openCv().outlineOf(mask);
    const QRgb edge = pixel(colour, 255);
    const QRgb fill = pixel(colour, fillAlpha);
    return painted(mask, [&](std::size_t at) {
        return outline.pixels[at] != 0 ? edge : mask.pixels[at] != 0 ? fill : QRgb(0);
    });
}

} // namespace

QColor layerColour(LayerColour colour)
{
    switch (colour) {
    case LayerColour::A:
        return {0x1f, 0x8f, 0xff};
    case LayerColour::B:
        return {0xff, 0x8c, 0x00};
    case LayerColour::Both:
        break;
    }
    return {0xff, 0xff, 0xff};
}

CompareLayers layersOf(const Mask& a, const Mask& b)
{
    if (a.width != b.width || a.height != b.height) {
        throw Error({.reason = "masks of different sizes cannot be compared"});
    }
    const QRgb onlyA = pixel(LayerColour::A, differenceAlpha);
    const QRgb onlyB = pixel(LayerColour::B, differenceAlpha);
    const QRgb both = pixel(LayerColour::Both, agreementAlpha);
    const auto difference = [&](std::size_t at) {
        return a.pixels[at] != 0 ? (b.pixels[at] != 0 ? both : onlyA) : (b.pixels[at] != 0 ? onlyB : QRgb(0));
    };
    return {maskLayer(a, LayerColour::A), maskLayer(b, LayerColour::B), painted(a, difference)};
}

} // namespace samscope
