#include "core/inference/crop_grid.h"

#include <algorithm>
#include <cmath>

namespace samscope {

std::vector<Crop> cropsOf(int width, int height, int layers, double overlapRatio)
{
    std::vector<Crop> crops = {{{0, 0, width, height}, 0}};
    for (int layer = 1; layer <= layers; ++layer) {
        const int perSide = 1 << layer;
        const int overlap = static_cast<int>(overlapRatio * std::min(width, height) * (2.0 / perSide));
        const auto lengthOf = [&](int whole) {
            return static_cast<int>(std::ceil(static_cast<double>(overlap * (perSide - 1) + whole) / perSide));
        };
        const int cropWidth = lengthOf(width);
        const int cropHeight = lengthOf(height);
        for (int column = 0; column < perSide; ++column) {
            for (int row = 0; row < perSide; ++row) {
                const int x0 = (cropWidth - overlap) * column;
                const int y0 = (cropHeight - overlap) * row;
                crops.push_back({{x0, y0, std::min(x0 + cropWidth, width), std::min(y0 + cropHeight, height)}, layer});
            }
        }
    }
    return crops;
}

// numpy.linspace: the first position plus whole steps, and the last one as it is.
std::vector<std::array<double, 2>> pointGrid(int perSide, int width, int height)
{
    const double offset = 1.0 / (2 * perSide);
    const double step = perSide == 1 ? 0 : ((1 - offset) - offset) / (perSide - 1);
    const auto position = [&](int i) { return i > 0 && i + 1 == perSide ? 1 - offset : i * step + offset; };
    std::vector<std::array<double, 2>> points;
    for (int row = 0; row < perSide; ++row) {
        for (int column = 0; column < perSide; ++column) {
            points.push_back({position(column) * width, position(row) * height});
        }
    }
    return points;
}

} // namespace samscope
