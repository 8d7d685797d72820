#pragma once

#include "core/imaging/rect.h"

#include <cstddef>
#include <span>
#include <vector>

namespace samscope {

/// Non-maximum suppression: what stays when, from the best score down, each box drops the ones behind it whose IoU with
/// it exceeds `threshold`. Indices in descending order of score, equal scores in their order (torchvision.ops.nms). A
/// box has the area between its corners; those of segment_anything are inclusive.
std::vector<std::size_t> suppressBoxes(std::span<const Rect<float>> boxes, std::span<const float> scores,
                                       double threshold);

} // namespace samscope
