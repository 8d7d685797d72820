#pragma once

#include "core/imaging/image.h"

#include <QImage>

#include <vector>

namespace samscope {

/// A picture ready to be painted at any zoom: itself and halves of it, so that painting costs what the screen has.
class Picture
{
public:
    Picture() = default;
    /// Slow for large pictures: build it off the GUI thread.
    explicit Picture(const RgbImage& image);

    bool isEmpty() const { return m_levels.empty(); }
    QSize size() const { return isEmpty() ? QSize() : m_levels.front().size(); }
    /// The smallest level that still has at least one pixel for each device pixel at this zoom.
    const QImage& levelFor(double zoom) const;
    /// Fits into a square of `side` pixels.
    QImage thumbnail(int side) const;

private:
    std::vector<QImage> m_levels;
};

} // namespace samscope
