#pragma once

#include "core/base/work.h"
#include "core/imaging/image.h"
#include "core/imaging/mask.h"
#include "core/inference/predictor.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace samscope {

/// Largest absolute differences of two forward passes on the same picture and prompts; infinite where a number faces a
/// NaN.
struct ForwardProof
{
    double embedding = 0;
    double lowResMasks = 0;
    double iouScores = 0;
    bool exact = true;   ///< equal dtypes: the three must be 0
    Numerics numerics{}; ///< that both ran with
    Mask sourceMask{};   ///< for the box, the candidate that its model thinks best, at the picture's size
    Mask convertedMask{};

    bool passed() const { return !exact || (embedding == 0 && lowResMasks == 0 && iouScores == 0); }
};

/// What one model says about one picture: no prompt, a point and a box.
struct ForwardRun
{
    ImageEmbedding embedding;
    std::vector<Prediction> predictions;
    Mask boxMask; ///< for the box, the candidate with the highest predicted IoU, at the picture's size
};

ForwardRun runForward(Predictor& predictor, const RgbImage& image, const Work& work);

/// Infinite differences where the sizes do not agree.
ForwardProof compareRuns(const ForwardRun& a, const ForwardRun& b, bool exact);

/// The picture that is used when none is given: waves of colour with a disc, 320x240.
RgbImage builtInPicture();

/// Loads one model after the other, so that only one is in memory. `image` nothing: a built-in drawn picture.
ForwardProof compareForward(const std::filesystem::path& source, const std::filesystem::path& converted,
                            const std::optional<RgbImage>& image, bool exact, const PredictorOptions& options,
                            const Work& work);

} // namespace samscope
