#pragma once

#include <QImage>
#include <QPoint>

#include <cstdlib>
#include <optional>

namespace samscope {

/// A picture whose every pixel tells where it lies: red is its column, green its row, and blue goes with both so
/// steeply that no blend of neighbours looks like a pixel. At most 256 pixels wide and high.
inline QImage codedPicture(QSize size)
{
    QImage picture(size, QImage::Format_RGB888);
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x) {
            picture.setPixel(x, y, qRgb(x, y, (97 * x + 57 * y) % 256));
        }
    }
    return picture;
}

/// The pixel of a coded picture that has this colour; nothing for a blend or another colour.
inline std::optional<QPoint> codedPixel(QRgb colour)
{
    const QPoint pixel(qRed(colour), qGreen(colour));
    const int apart = std::abs((97 * pixel.x() + 57 * pixel.y()) % 256 - qBlue(colour));
    return apart <= 3 ? std::optional(pixel) : std::nullopt;
}

} // namespace samscope
