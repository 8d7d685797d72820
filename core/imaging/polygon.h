#pragma once

#include "core/imaging/mask.h"

#include <span>
#include <vector>

namespace samscope {

/// Union of the polygons (x0, y0, x1, y1, …), as pycocotools' rleFrPoly draws each.
Mask maskFromPolygons(std::span<const std::vector<double>> polygons, int width, int height);

} // namespace samscope
