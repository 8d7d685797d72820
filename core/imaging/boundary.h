#pragma once

#include "core/imaging/mask.h"

#include <optional>

namespace samscope {

/// How far the outlines of two masks lie apart, in pixels.
struct BoundaryDistance
{
    double mean = 0; ///< over the pixels of both outlines, to the nearest pixel of the other one
    double max = 0;  ///< Hausdorff distance
};

/// Nothing when a mask is empty. Throws `Error` when the sizes differ.
std::optional<BoundaryDistance> boundaryDistance(const Mask& a, const Mask& b);

} // namespace samscope
