#include "ui/canvas/mask_layer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

namespace samscope {

namespace {

/// For each device pixel the mask's pixel under its centre, -1 beyond the mask.
std::vector<int> samples(double start, double extent, int count, int limit)
{
    std::vector<int> picked(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const double at = std::floor(start + (i + 0.5) * extent / count);
        picked[static_cast<std::size_t>(i)] = at >= 0 && at < limit ? static_cast<int>(at) : -1;
    }
    return picked;
}

/// One byte, 0 or 1, for each device pixel, with a frame of zeros as wide as the outline.
class Inside
{
public:
    Inside(const Mask& mask, const QRectF& seen, QSize size, int frame)
        : m_frame(frame), m_stride(size.width() + 2 * frame),
          m_pixels(static_cast<std::size_t>(m_stride) * static_cast<std::size_t>(size.height() + 2 * frame))
    {
        const std::vector<int> columns = samples(seen.x(), seen.width(), size.width(), mask.width);
        const std::vector<int> rows = samples(seen.y(), seen.height(), size.height(), mask.height);
        const auto first = std::ranges::find_if(columns, [](int column) { return column >= 0; });
        const auto last = std::find_if(columns.rbegin(), columns.rend(), [](int column) { return column >= 0; }).base();
        for (int y = 0; y < size.height(); ++y) {
            const int row = rows[static_cast<std::size_t>(y)];
            if (row < 0) {
                continue;
            }
            std::uint8_t* to = line(y);
            if (y > 0 && rows[static_cast<std::size_t>(y - 1)] == row) {
                std::memcpy(to, line(y - 1), static_cast<std::size_t>(size.width()));
                continue;
            }
            const std::uint8_t* from = mask.pixels.data() + static_cast<std::size_t>(row) * mask.width;
            std::transform(first, std::max(first, last), to + (first - columns.begin()),
                           [from](int column) { return from[column]; });
        }
    }

    std::uint8_t* line(int y)
    {
        return m_pixels.data() + static_cast<std::ptrdiff_t>(y + m_frame) * m_stride + m_frame;
    }
    int stride() const { return m_stride; }

private:
    int m_frame;
    int m_stride;
    std::vector<std::uint8_t> m_pixels;
};

} // namespace

QImage renderMask(const Mask& mask, const QRectF& seen, QSize size, const MaskStyle& style)
{
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    Inside inside(mask, seen, size, style.outline);
    const QColor& colour = style.colour;
    const QRgb fill = qPremultiply(qRgba(colour.red(), colour.green(), colour.blue(), style.opacity * 255 / 100));
    const std::array<QRgb, 3> colours = {0, colour.rgb(), fill}; // by inside + surrounded
    const std::ptrdiff_t beside = style.outline;
    const std::ptrdiff_t below = beside * inside.stride();
    for (int y = 0; y < size.height(); ++y) {
        auto* to = reinterpret_cast<QRgb*>(image.scanLine(y));
        const std::uint8_t* at = inside.line(y);
        for (int x = 0; x < size.width(); ++x, ++at) {
            const int surrounded = at[0] & at[-beside] & at[beside] & at[-below] & at[below];
            to[x] = colours[static_cast<std::size_t>(at[0] + surrounded)];
        }
    }
    return image;
}

void MaskLayer::setMask(std::shared_ptr<const Mask> mask)
{
    m_mask = std::move(mask);
    m_image = {};
}

void MaskLayer::setStyle(const MaskStyle& style)
{
    if (style != m_style) {
        m_style = style;
        m_image = {};
    }
}

const QImage& MaskLayer::image(const QRectF& seen, QSize size)
{
    if (m_image.isNull() || m_image.size() != size || m_seen != seen) {
        m_image = renderMask(*m_mask, seen, size, m_style);
        m_seen = seen;
    }
    return m_image;
}

} // namespace samscope
