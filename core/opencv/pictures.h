#pragma once

#include <QImage>

namespace samscope {

// See OpenCv.
QImage halved(const QImage& picture);

} // namespace samscope
