#pragma once

#include "core/imaging/mask.h"

namespace samscope {

// See OpenCv.
Mask outlineOf(const Mask& mask);
bool removeSmallRegions(Mask& mask, int minArea);

} // namespace samscope
