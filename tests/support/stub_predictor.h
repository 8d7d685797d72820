#pragma once

#include "core/base/work.h"
#include "tests/support/one_by_one_predictor.h"

#include <functional>

namespace samscope {

/// A predictor without a network: the embedding is the sum of the picture's values, the scores are what `scores` says.
class StubPredictor final : public OneByOnePredictor
{
public:
    ModelInfo model;
    int encodes = 0;
    std::function<std::vector<float>(const PromptSet&)> scores;

    const ModelInfo& info() const override { return model; }

    ImageEmbedding encode(const PreprocessedImage& image, const Work& work) override
    {
        ++encodes;
        work.report({"encoding", 1, 1, Unit::Blocks});
        float sum = 0;
        for (const float value : image.pixelValues) {
            sum += value;
        }
        return {.channels = 1, .grid = 1, .values = {sum}};
    }

    Prediction answer(const PromptSet& prompts) override
    {
        Prediction prediction;
        prediction.side = 1;
        prediction.iouScores = scores(prompts);
        prediction.lowResMasks.assign(prediction.iouScores.size(), static_cast<float>(prompts.points.size()));
        return prediction;
    }
};

} // namespace samscope
