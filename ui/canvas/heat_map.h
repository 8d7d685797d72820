#pragma once

#include "core/imaging/preprocess.h"

#include <QImage>

#include <span>

namespace samscope {

/// The logits of one low-res mask as a translucent picture in the colours of Turbo: blue to green below the threshold,
/// yellow to red above, clear at it.
struct HeatMap
{
    QImage image;      ///< of the whole picture, its longest side at most 1024 pixels; null when nothing was asked
    float lowest = 0;  ///< logit
    float highest = 0; ///< logit
};

/// `lowRes` is side x side. Off the GUI thread, please.
HeatMap heatMap(std::span<const float> lowRes, int side, const ImageGeometry& geometry, float threshold);

} // namespace samscope
