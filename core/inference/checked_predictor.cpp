#include "core/inference/checked_predictor.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace samscope {

namespace {

bool isFinite(std::span<const float> values)
{
    return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

std::size_t square(int side)
{
    return static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
}

class CheckedPredictor final : public Predictor
{
public:
    explicit CheckedPredictor(std::unique_ptr<Predictor> predictor) : m_predictor(std::move(predictor)) {}

    const ModelInfo& info() const override { return m_predictor->info(); }

    ImageEmbedding encode(const PreprocessedImage& image, const Work& work) override
    {
        const VisionConfig& vision = info().config.vision;
        require(image.geometry.inputSize == vision.imageSize, "a picture prepared for another input size");
        require(image.pixelValues.size() == 3 * square(vision.imageSize), "pixel values of another size");
        ImageEmbedding embedding = m_predictor->encode(image, work);
        checkEmbedding(embedding);
        return embedding;
    }

    std::vector<Prediction> decodeEach(const ImageEmbedding& embedding, const ImageGeometry& geometry,
                                       std::span<const PromptSet> prompts, const std::stop_token& stop) override
    {
        checkEmbedding(embedding);
        for (const PromptSet& set : prompts) {
            checkPrompts(set, geometry.width, geometry.height);
            require(
                set.maskInput.empty() || set.maskInput.size() == square(maskSide()),
                fmt::format("a mask input of {} logits; it takes {}x{}", set.maskInput.size(), maskSide(), maskSide()));
        }
        std::vector<Prediction> predictions = m_predictor->decodeEach(embedding, geometry, prompts, stop);
        require(predictions.size() == prompts.size(), "another number of predictions than of prompt sets");
        for (std::size_t i = 0; i < prompts.size(); ++i) {
            checkPrediction(predictions[i], prompts[i].multimask);
            addWarnings(predictions[i]);
        }
        return predictions;
    }

private:
    int maskSide() const { return 4 * info().config.vision.grid(); }

    void require(bool holds, std::string_view reason) const
    {
        if (!holds) {
            throw Error({.file = info().path.string(), .reason = std::string(reason)});
        }
    }

    void checkEmbedding(const ImageEmbedding& embedding) const
    {
        const VisionConfig& vision = info().config.vision;
        require(embedding.channels == vision.outputChannels && embedding.grid == vision.grid() &&
                    embedding.values.size() == static_cast<std::size_t>(vision.outputChannels) * square(vision.grid()),
                "an image embedding of another shape");
    }

    void checkPrediction(const Prediction& prediction, bool multimask) const
    {
        const int expected = multimask ? info().config.decoder.numMultimaskOutputs : 1;
        require(prediction.side == maskSide() && prediction.count() == static_cast<std::size_t>(expected) &&
                    prediction.lowResMasks.size() == prediction.count() * square(maskSide()),
                "masks of another shape came out");
    }

    static void addWarnings(Prediction& prediction)
    {
        for (std::size_t i = 0; i < prediction.count(); ++i) {
            if (!isFinite(prediction.mask(i))) {
                prediction.warnings.push_back(fmt::format("mask {} holds values that are not finite numbers", i));
            }
            if (!std::isfinite(prediction.iouScores[i])) {
                prediction.warnings.push_back(fmt::format("the predicted IoU of mask {} is not a finite number", i));
            }
        }
    }

    std::unique_ptr<Predictor> m_predictor;
};

} // namespace

std::unique_ptr<Predictor> withChecks(std::unique_ptr<Predictor> predictor)
{
    return std::make_unique<CheckedPredictor>(std::move(predictor));
}

} // namespace samscope
