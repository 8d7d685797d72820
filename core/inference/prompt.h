#pragma once

#include "core/imaging/preprocess.h"
#include "core/imaging/rect.h"

#include <array>
#include <optional>
#include <vector>

namespace samscope {

/// A click in pixels of the upright original picture; fractions allowed.
struct PointPrompt
{
    double x = 0;
    double y = 0;
    int label = 1; ///< 1 foreground, 0 background
    bool operator==(const PointPrompt&) const = default;
};

/// What the mask decoder is asked about one picture. Everything empty is a valid prompt, as in transformers.
struct PromptSet
{
    std::vector<PointPrompt> points{};
    std::optional<Rect<double>> box{}; ///< in pixels of the upright original picture
    std::vector<float> maskInput{};    ///< logits, 4Gx4G row by row (G = embedding grid), or empty
    bool multimask = true;             ///< three masks (tokens 1 to 3) or the single one (token 0)
    bool operator==(const PromptSet&) const = default;
};

/// Throws `Error` for NaN, infinity, labels other than 0 and 1, a point or corner outside the picture, a box without
/// area, or more than 1,000 points.
void checkPrompts(const PromptSet& prompts, int imageWidth, int imageHeight);

/// Points and box in pixels of the square input, in double as SamProcessor hands them to the prompt encoder.
struct InputPrompts
{
    std::vector<std::array<double, 2>> points{};
    std::vector<int> labels{}; ///< 1 or 0, one per point
    std::optional<Rect<double>> box{};
};

/// As SamProcessor scales them: corners through float32, points in double throughout.
InputPrompts toInput(const PromptSet& prompts, const ImageGeometry& geometry);

} // namespace samscope
