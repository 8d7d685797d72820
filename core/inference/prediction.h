#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace samscope {

/// What the image encoder says about one picture: 1xCxGxG (1x256x64x64 for the published models), float32.
struct ImageEmbedding
{
    int channels = 0;
    int grid = 0;
    std::vector<float> values;
};

/// What the mask decoder says about one prompt set: K masks (3, or 1 without multimask).
struct Prediction
{
    int side = 0;                        ///< 4 x grid
    std::vector<float> lowResMasks{};    ///< logits, K x side x side
    std::vector<float> iouScores{};      ///< predicted IoU, K values; the model's own estimate, may exceed 1
    std::vector<std::string> warnings{}; ///< what a person must be told of it, one line each: masks that hold NaN

    std::size_t count() const { return iouScores.size(); }
    /// 0-based argmax of the predicted IoU; the first of equals, NaN last.
    std::size_t best() const;
    std::span<const float> mask(std::size_t index) const;
};

} // namespace samscope
