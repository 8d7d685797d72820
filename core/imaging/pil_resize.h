#pragma once

#include "core/imaging/image.h"

namespace samscope {

/// Pillow's `Image.resize((width, height), BILINEAR)` for 8-bit RGB, bit for bit: antialiased triangle filter in 22-bit
/// fixed point (Pillow 13.0.0, src/libImaging/Resample.c; earlier versions differ where the height shrinks by more than
/// twice as many pixels as the width). Throws `Error` for a size below 1.
RgbImage pilResizeBilinear(const RgbImage& image, int width, int height);

} // namespace samscope
