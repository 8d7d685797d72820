#pragma once

#include "core/imaging/rect.h"

#include <array>
#include <vector>

namespace samscope {

/// A part of the picture that is segmented by itself.
struct Crop
{
    Rect<int> box{};
    int layer = 0; ///< 0 is the whole picture
};

/// The whole picture, then 4^i crops that overlap for each layer i (generate_crop_boxes of segment_anything).
std::vector<Crop> cropsOf(int width, int height, int layers, double overlapRatio);

/// Points in the middle of each of perSide x perSide cells of a picture, row by row (build_point_grid).
std::vector<std::array<double, 2>> pointGrid(int perSide, int width, int height);

} // namespace samscope
