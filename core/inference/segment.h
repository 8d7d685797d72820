#pragma once

#include <vector>

#include "core/imaging/mask.h"
#include "core/imaging/preprocess.h"
#include "core/inference/prediction.h"

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

} // namespace samscope
