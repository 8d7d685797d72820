#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace samscope {

/// Corners of a box as segment_anything has them: x1 and y1 are the last column and row inside.
struct CornerBox
{
    float x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

/// Non-maximum suppression: what stays when, from the best score down, each box drops the ones behind it whose IoU with
/// it exceeds `threshold`. Indices in descending order of score, equal scores in their order (torchvision.ops.nms).
std::vector<std::size_t> suppressBoxes(std::span<const CornerBox> boxes, std::span<const float> scores,
                                       double threshold);

} // namespace samscope
