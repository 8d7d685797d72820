#pragma once

#include <QImage>

#include <array>

namespace samscope {

// See OpenCv.
QImage halved(const QImage& picture);
std::array<QRgb, 256> turbo();

} // namespace samscope
