#include "ui/canvas/picture.h"

#include <algorithm>

namespace samscope {

namespace {

constexpr int smallestLevel = 256;
// Premultiplied; orange stands out from most pictures and from both kinds of marks.
const QRgb fillColour = qPremultiply(qRgba(255, 140, 0, 112));
const QRgb outlineColour = qRgba(255, 140, 0, 255);

bool isOutline(const Mask& mask, int x, int y)
{
    const auto inside = [&mask](int column, int row) {
        return column >= 0 && row >= 0 && column < mask.width && row < mask.height &&
               mask.pixels[static_cast<std::size_t>(row) * mask.width + column] != 0;
    };
    return !inside(x - 1, y) || !inside(x + 1, y) || !inside(x, y - 1) || !inside(x, y + 1);
}

} // namespace

Picture::Picture(const RgbImage& image)
{
    const QImage view(image.pixels.data(), image.width, image.height, 3LL * image.width, QImage::Format_RGB888);
    m_levels.push_back(view.convertToFormat(QImage::Format_RGB32));
    while (std::min(m_levels.back().width(), m_levels.back().height()) >= 2 * smallestLevel) {
        const QImage& larger = m_levels.back();
        m_levels.push_back(larger.scaled((larger.width() + 1) / 2, (larger.height() + 1) / 2, Qt::IgnoreAspectRatio,
                                         Qt::SmoothTransformation));
    }
}

const QImage& Picture::levelFor(double zoom) const
{
    std::size_t level = 0;
    while (level + 1 < m_levels.size() && zoom <= 0.5) {
        zoom *= 2;
        ++level;
    }
    return m_levels[level];
}

QImage Picture::thumbnail(int side) const
{
    const QImage& smallest = m_levels.back();
    return smallest.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

QImage maskLayer(const Mask& mask)
{
    QImage layer(mask.width, mask.height, QImage::Format_ARGB32_Premultiplied);
    layer.fill(Qt::transparent);
    for (int y = 0; y < mask.height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(layer.scanLine(y));
        const std::uint8_t* row = mask.pixels.data() + static_cast<std::size_t>(y) * mask.width;
        for (int x = 0; x < mask.width; ++x) {
            if (row[x] != 0) {
                line[x] = isOutline(mask, x, y) ? outlineColour : fillColour;
            }
        }
    }
    return layer;
}

} // namespace samscope
