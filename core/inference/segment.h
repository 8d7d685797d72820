#pragma once

#include "core/base/work.h"
#include "core/imaging/image.h"
#include "core/imaging/mask.h"
#include "core/imaging/preprocess.h"
#include "core/inference/prediction.h"
#include "core/inference/predictor.h"

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

/// One picture as one model sees it.
struct EncodedPicture
{
    ModelInfo model{}; ///< as it was after encoding
    ImageGeometry geometry{};
    ImageEmbedding embedding{};
    double preprocessMs = 0;
    double encodeMs = 0;
};

/// Lays a picture into the model's input and encodes it. Throws `Error`.
EncodedPicture encode(Predictor& predictor, const RgbImage& image, const Work& work = {});
/// The same for a picture that has been laid into the input already; `preprocessMs` is 0.
EncodedPicture encode(Predictor& predictor, const PreprocessedImage& input, const Work& work = {});

/// What one model says about one prompt set.
struct Answer
{
    Prediction prediction{};
    ImageGeometry geometry{};
    std::vector<Candidate> candidates{}; ///< of the prediction, at the picture's size
    double decodeMs = 0;
    double postprocessMs = 0; ///< from logits to candidates

    /// The candidate with the highest predicted IoU.
    const Candidate& best() const { return candidates.at(prediction.best()); }
};

/// Decodes prompts on an encoded picture and brings the masks to its size; logits above `threshold` are inside. Stops
/// between the two. Throws `Error`.
Answer answer(Predictor& predictor, const EncodedPicture& picture, const PromptSet& prompts, float threshold = 0,
              const Work& work = {});
/// The same masks at another threshold; nothing is decoded.
Answer atThreshold(const Answer& answer, float threshold);

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
