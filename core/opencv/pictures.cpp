#include "core/opencv/pictures.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <numeric>
#include <vector>

namespace samscope {

namespace {

cv::Mat4b pixelsOf(const QImage& picture)
{
    return {picture.height(), picture.width(), reinterpret_cast<cv::Vec4b*>(const_cast<uchar*>(picture.constBits())),
            static_cast<std::size_t>(picture.bytesPerLine())};
}

/// Rows or columns, and where they go.
struct Stretch
{
    cv::Range from, to;
};

// The pairs, and an odd one by itself: OpenCV is fast only at exactly two to one.
std::vector<Stretch> stretchesOf(int length)
{
    const int pairs = length / 2;
    std::vector<Stretch> stretches;
    if (pairs > 0) {
        stretches.push_back({{0, 2 * pairs}, {0, pairs}});
    }
    if (length % 2 != 0) {
        stretches.push_back({{2 * pairs, length}, {pairs, pairs + 1}});
    }
    return stretches;
}

} // namespace

QImage halved(const QImage& picture)
{
    QImage half((picture.width() + 1) / 2, (picture.height() + 1) / 2, picture.format());
    const cv::Mat from = pixelsOf(picture);
    cv::Mat to = pixelsOf(half);
    for (const Stretch& rows : stretchesOf(picture.height())) {
        for (const Stretch& columns : stretchesOf(picture.width())) {
            cv::Mat part = to(rows.to, columns.to);
            cv::resize(from(rows.from, columns.from), part, part.size(), 0, 0, cv::INTER_AREA);
        }
    }
    return half;
}

std::array<QRgb, 256> turbo()
{
    cv::Mat1b values(1, 256);
    std::iota(values.begin(), values.end(), std::uint8_t{0});
    cv::Mat3b colours;
    cv::applyColorMap(values, colours, cv::COLORMAP_TURBO);
    std::array<QRgb, 256> table{};
    std::transform(colours.begin(), colours.end(), table.begin(),
                   [](const cv::Vec3b& bgr) { return qRgb(bgr[2], bgr[1], bgr[0]); });
    return table;
}

} // namespace samscope
