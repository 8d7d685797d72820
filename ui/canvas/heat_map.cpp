#include "ui/canvas/heat_map.h"

#include "core/imaging/logit_rows.h"
#include "core/imaging/opencv.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace samscope {

namespace {

constexpr int longestSide = 1024;
constexpr int steps = 127; ///< on either side of the threshold
constexpr int used = 100;  ///< of Turbo's colours on either side of its middle: the ends are too dark to look through

// By step + steps; the nearer to the threshold, the clearer.
std::array<QRgb, 2 * steps + 1> translucentTurbo()
{
    const std::array<QRgb, 256> turbo = openCv().turbo();
    std::array<QRgb, 2 * steps + 1> colours{};
    for (int step = -steps; step <= steps; ++step) {
        const double strength = std::abs(step) / static_cast<double>(steps);
        const QRgb opaque = turbo[static_cast<std::size_t>(128 + step * used / steps)];
        const int alpha = static_cast<int>(200 * std::sqrt(strength));
        colours[static_cast<std::size_t>(step + steps)] =
            qPremultiply(qRgba(qRed(opaque), qGreen(opaque), qBlue(opaque), alpha));
    }
    return colours;
}

} // namespace

HeatMap heatMap(std::span<const float> lowRes, int side, const ImageGeometry& geometry, float threshold)
{
    ImageGeometry small = geometry;
    const int longest = std::max(geometry.width, geometry.height);
    if (longest > longestSide) {
        small.width = std::max(1, geometry.width * longestSide / longest);
        small.height = std::max(1, geometry.height * longestSide / longest);
    }
    const std::vector<float> logits = upscaleLogits(lowRes, side, small);
    const auto [lowest, highest] = std::ranges::minmax(logits);
    const float reach = std::max({threshold - lowest, highest - threshold, 1e-6F});

    const std::array<QRgb, 2 * steps + 1> colours = translucentTurbo();
    QImage image(small.width, small.height, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < small.height; ++y) {
        auto* to = reinterpret_cast<QRgb*>(image.scanLine(y));
        const float* from = logits.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(small.width);
        for (int x = 0; x < small.width; ++x) {
            const float at = (from[x] - threshold) / reach;
            const float step = std::isfinite(at) ? std::clamp(at, -1.0F, 1.0F) * steps : 0.0F;
            to[x] = colours[static_cast<std::size_t>(std::lround(step) + steps)];
        }
    }
    return {image, lowest, highest};
}

} // namespace samscope
