#include "core/inference/box_suppression.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace samscope {

namespace {

// 0/0 of two boxes without area is not a number, which exceeds nothing.
float overlapOf(const Rect<float>& a, const Rect<float>& b)
{
    const float width = std::max(0.0F, std::min(a.x1, b.x1) - std::max(a.x0, b.x0));
    const float height = std::max(0.0F, std::min(a.y1, b.y1) - std::max(a.y0, b.y0));
    const float inter = width * height;
    return inter / (a.area() + b.area() - inter);
}

} // namespace

std::vector<std::size_t> suppressBoxes(std::span<const Rect<float>> boxes, std::span<const float> scores,
                                       double threshold)
{
    std::vector<std::size_t> order(boxes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        return scores[a] > scores[b] || (std::isnan(scores[a]) && !std::isnan(scores[b]));
    });
    std::vector<std::size_t> kept;
    for (const std::size_t candidate : order) {
        const auto covers = [&](std::size_t i) {
            return static_cast<double>(overlapOf(boxes[i], boxes[candidate])) > threshold;
        };
        if (std::ranges::none_of(kept, covers)) {
            kept.push_back(candidate);
        }
    }
    return kept;
}

} // namespace samscope
