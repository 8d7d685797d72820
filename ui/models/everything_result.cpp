#include "ui/models/everything_result.h"

#include "core/imaging/mask_rle.h"

#include <algorithm>
#include <numeric>

namespace samscope {

namespace {

constexpr int longestSide = 1600; ///< of the overlay
constexpr int fillAlpha = 120;
constexpr std::size_t mostMasks = 65'535; ///< that a label can name

// The largest first, so that what lies on it stays visible.
std::vector<std::uint16_t> labelsOf(const std::vector<AutomaticMask>& masks, int width, int height)
{
    std::vector<std::size_t> order(masks.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t i) { return masks[i].area; });
    std::vector<std::uint16_t> labels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    for (const std::size_t i : order) {
        const Mask mask = maskFromCocoRle(masks[i].rle, width, height);
        const auto label = static_cast<std::uint16_t>(i + 1);
        std::ranges::transform(mask.pixels, labels, labels.begin(), [label](std::uint8_t inside, std::uint16_t below) {
            return inside != 0 ? label : below;
        });
    }
    return labels;
}

// Every pixel takes the label under its centre; where the next one is another, the colour is full.
QImage overlayOf(const EverythingResult& result)
{
    const int longest = std::max({result.width, result.height, 1});
    const QSize size = QSize(result.width, result.height) * std::min(1.0, static_cast<double>(longestSide) / longest);
    QImage overlay(size.expandedTo({1, 1}), QImage::Format_ARGB32_Premultiplied);
    overlay.fill(Qt::transparent);
    std::vector<QRgb> fills = {0}, edges = {0};
    for (std::size_t i = 0; i < result.masks.size(); ++i) {
        QColor colour = maskColour(i);
        edges.push_back(colour.rgb());
        colour.setAlpha(fillAlpha);
        fills.push_back(qPremultiply(colour.rgba()));
    }
    const auto labelAt = [&](int x, int y) -> std::size_t {
        const auto column = static_cast<std::size_t>((2LL * x + 1) * result.width / (2LL * overlay.width()));
        const auto row = static_cast<std::size_t>((2LL * y + 1) * result.height / (2LL * overlay.height()));
        return result.labels[row * static_cast<std::size_t>(result.width) + column];
    };
    for (int y = 0; y < overlay.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(overlay.scanLine(y));
        for (int x = 0; x < overlay.width(); ++x) {
            const std::size_t label = labelAt(x, y);
            const bool isEdge = labelAt(std::min(x + 1, overlay.width() - 1), y) != label ||
                                labelAt(x, std::min(y + 1, overlay.height() - 1)) != label;
            line[x] = isEdge ? edges[label] : fills[label];
        }
    }
    return overlay;
}

} // namespace

std::optional<std::size_t> EverythingResult::at(QPoint pixel) const
{
    if (pixel.x() < 0 || pixel.y() < 0 || pixel.x() >= width || pixel.y() >= height) {
        return std::nullopt;
    }
    const std::uint16_t label = labels[static_cast<std::size_t>(pixel.y()) * static_cast<std::size_t>(width) +
                                       static_cast<std::size_t>(pixel.x())];
    return label == 0 ? std::nullopt : std::optional<std::size_t>(label - 1);
}

Mask EverythingResult::mask(std::size_t index) const
{
    return maskFromCocoRle(masks.at(index).rle, width, height);
}

// Hues by the golden angle: far apart for neighbours, never twice.
QColor maskColour(std::size_t index)
{
    const int hue = static_cast<int>(index * 137 % 360);
    return QColor::fromHsv(hue, index % 2 == 0 ? 220 : 150, index % 3 == 0 ? 255 : 215);
}

EverythingResult prepareEverything(std::vector<AutomaticMask> masks, int width, int height)
{
    masks.resize(std::min(masks.size(), mostMasks));
    EverythingResult result{std::move(masks), width, height, {}, {}};
    result.labels = labelsOf(result.masks, width, height);
    result.overlay = overlayOf(result);
    return result;
}

} // namespace samscope
