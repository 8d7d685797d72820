#pragma once

#include "core/inference/predictor.h"

namespace samscope {

/// A predictor for tests that answers each prompt set by itself.
class OneByOnePredictor : public Predictor
{
public:
    std::vector<Prediction> decodeEach(const ImageEmbedding&, const ImageGeometry&, std::span<const PromptSet> prompts,
                                       const std::stop_token& stop) final
    {
        std::vector<Prediction> predictions;
        for (const PromptSet& set : prompts) {
            throwIfStopped(stop);
            predictions.push_back(answer(set));
        }
        return predictions;
    }

protected:
    virtual Prediction answer(const PromptSet& prompts) = 0;
};

} // namespace samscope
