#pragma once

#include "core/base/work.h"
#include "core/imaging/image.h"
#include "core/imaging/rect.h"
#include "core/inference/predictor.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace samscope {

/// Parameters of SamAutomaticMaskGenerator with its own defaults.
struct AutomaticMaskOptions
{
    int pointsPerSide = 32;                 ///< of the grid over the picture
    int pointsPerBatch = 64;                ///< decoded together
    double predictedIouThreshold = 0.88;    ///< masks predicted to be no better are dropped; 0 keeps all
    double stabilityThreshold = 0.95;       ///< masks that are less stable are dropped; 0 keeps all
    double stabilityOffset = 1;             ///< logits up and down from the mask threshold of 0
    double boxNmsThreshold = 0.7;           ///< IoU of boxes above which the worse of two masks is dropped
    int cropLayers = 0;                     ///< layer i works on 4^i overlapping crops of the picture as well
    double cropNmsThreshold = 0.7;          ///< the same IoU between masks of different crops
    double cropOverlapRatio = 512.0 / 1500; ///< of the shorter side, in the first layer
    int cropPointsDownscale = 1;            ///< layer i has pointsPerSide / this^i points along a side
    int minRegionArea = 0;                  ///< holes and islands of fewer pixels are removed; 0 keeps all

    /// Throws `Error` that names the parameter.
    void check() const;
};

/// One mask found without being asked for.
struct AutomaticMask
{
    std::string rle;                   ///< at the picture's size, as cocoRle writes it
    std::uint64_t area = 0;            ///< pixels
    std::optional<Rect<int>> box{};    ///< nothing for an empty mask
    float predictedIou = 0;            ///< the model's own estimate, may exceed 1
    std::optional<double> stability{}; ///< nothing for 0/0
    std::array<double, 2> point{};     ///< x, y that was asked for
    Rect<int> crop{};                  ///< the part of the picture that the model saw
};

/// Everything that a grid of points finds in a picture, best first (SamAutomaticMaskGenerator.generate). Encodes the
/// picture, and each crop; reports one step per batch of points and stops between prompt sets. Throws `Error`.
std::vector<AutomaticMask> automaticMasks(Predictor& predictor, const RgbImage& image,
                                          const AutomaticMaskOptions& options, const Work& work);

} // namespace samscope
