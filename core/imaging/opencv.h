#pragma once

#include "core/imaging/mask.h"

#include <QImage>

#include <array>

namespace samscope {

/// What OpenCV does for us. Every function is safe to call from several threads and starts none.
struct OpenCv
{
    /// Every pixel inside that has one of its four neighbours outside; beyond the picture is outside.
    Mask (*outlineOf)(const Mask& mask);

    /// Fills holes and drops islands of fewer than `minArea` pixels, in this order; where every island is too small,
    /// the largest stays, of equals the first in reading order. Neighbours touch by sides or corners. Says whether
    /// anything was too small (remove_small_regions of segment_anything).
    bool (*removeSmallRegions)(Mask& mask, int minArea);

    /// A picture of four bytes a pixel at half its size, rounded up: each pixel is the mean of two by two, at odd edges
    /// of what is there.
    QImage (*halved)(const QImage& picture);

    /// The colour map Turbo (Mikhailov, 2019), from dark blue over green to dark red; opaque.
    std::array<QRgb, 256> (*turbo)();
};

/// The functions of the OpenCV module, which is loaded by the first call: LAPACK and TBB, which OpenCV's libraries
/// link, would make every start of the program slower. Throws `Error` when the module is missing.
const OpenCv& openCv();

} // namespace samscope
