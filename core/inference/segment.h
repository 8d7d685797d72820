#pragma once

#include "core/imaging/mask.h"
#include "core/imaging/preprocess.h"
#include "core/inference/prediction.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace samscope {

/// One candidate at the picture's own size.
struct Candidate
{
    float iouScore = 0; ///< predicted IoU
    Mask mask;
    std::optional<double> stability; ///< offset 1 on full-size logits; nothing for 0/0
};

/// The candidates of a prediction, in the decoder's order: logits brought to the original size and thresholded.
std::vector<Candidate> candidatesOf(const Prediction& prediction, const ImageGeometry& geometry, float threshold = 0);

/// A candidate's mask without the empty part of the picture around it.
struct MaskPart
{
    Mask mask; ///< of the part
    int left = 0;
    int top = 0;
    std::uint64_t sure = 0;     ///< pixels above threshold + offset
    std::uint64_t possible = 0; ///< above threshold - offset; sure / possible is the stability
};

/// One mask (side x side logits) as candidatesOf makes it, for many: it takes less time the less of the picture the
/// mask covers.
MaskPart maskPartOf(std::span<const float> lowRes, int side, const ImageGeometry& geometry, float threshold,
                    float stabilityOffset);

} // namespace samscope
