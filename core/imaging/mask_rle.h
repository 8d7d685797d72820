#pragma once

#include "core/imaging/mask.h"

#include <string>

namespace samscope {

/// COCO's compressed run-length string (pycocotools rleToString of the column-order runs).
std::string cocoRle(const Mask& mask);
/// The same of a picture of width x height whose part from (left, top) on is `part`, and empty elsewhere.
std::string cocoRle(const Mask& part, int left, int top, int width, int height);
/// The inverse; throws `Error` when the runs do not fill width x height.
Mask maskFromCocoRle(const std::string& counts, int width, int height);

} // namespace samscope
