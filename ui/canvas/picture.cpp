#include "ui/canvas/picture.h"

#include "core/imaging/opencv.h"

#include <algorithm>

namespace samscope {

namespace {

constexpr int smallestLevel = 256;

} // namespace

Picture::Picture(const RgbImage& image)
{
    const QImage view(image.pixels.data(), image.width, image.height, 3LL * image.width, QImage::Format_RGB888);
    m_levels.push_back(view.convertToFormat(QImage::Format_RGB32));
    while (std::min(m_levels.back().width(), m_levels.back().height()) >= 2 * smallestLevel) {
        m_levels.push_back(openCv().halved(m_levels.back()));
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

} // namespace samscope
