#include "core/inference/prediction.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace samscope {

std::size_t Prediction::best() const
{
    const auto lower = [](float a, float b) { return a < b || (std::isnan(a) && !std::isnan(b)); };
    return static_cast<std::size_t>(std::ranges::max_element(iouScores, lower) - iouScores.begin());
}

std::span<const float> Prediction::mask(std::size_t index) const
{
    const auto size = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    if (index >= count() || size == 0 || lowResMasks.size() / size <= index) {
        throw Error({.reason = fmt::format("there is no mask {} in a prediction of {}", index, count())});
    }
    return std::span(lowResMasks).subspan(index * size, size);
}

} // namespace samscope
