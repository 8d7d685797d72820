#pragma once

#include "core/imaging/mask.h"

namespace samscope {

/// Fills holes and drops islands of fewer than `minArea` pixels, in this order; where every island is too small, the
/// largest stays. Neighbours touch by sides or corners. Says whether anything changed (remove_small_regions of
/// segment_anything).
bool removeSmallRegions(Mask& mask, int minArea);

} // namespace samscope
