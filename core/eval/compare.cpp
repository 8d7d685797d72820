#include "core/eval/compare.h"

#include <algorithm>
#include <utility>

namespace samscope {

namespace {

struct Asked
{
    EncodedPicture picture;
    Answer answer;
};

Asked ask(const std::filesystem::path& model, const BlockObserver& observer, const RgbImage& image,
          const PromptSet& prompts, const CompareOptions& options, const Work& work)
{
    PredictorOptions predictorOptions = options.predictor;
    predictorOptions.blockObserver = observer;
    const auto predictor = options.load(model, predictorOptions, work);
    Asked asked;
    asked.picture = encode(*predictor, image, work);
    work.throwIfStopped();
    asked.answer = answer(*predictor, asked.picture, prompts, options.threshold, work);
    return asked;
}

} // namespace

std::vector<CandidateComparison> compareCandidates(const std::vector<Candidate>& a, const std::vector<Candidate>& b)
{
    std::vector<CandidateComparison> rows;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        rows.push_back({.iou = intersectionOverUnion(a[i].mask, b[i].mask),
                        .iouScoreA = a[i].iouScore,
                        .iouScoreB = b[i].iouScore,
                        .areaA = a[i].mask.area(),
                        .areaB = b[i].mask.area(),
                        .boundary = boundaryDistance(a[i].mask, b[i].mask)});
    }
    return rows;
}

Comparison compareModels(const std::filesystem::path& a, const std::filesystem::path& b, const RgbImage& image,
                         const PromptSet& prompts, const CompareOptions& options, const Work& work)
{
    checkPrompts(prompts, image.width, image.height);
    EncoderProbe probe;
    const Asked first = ask(a, probe.first(), image, prompts, options, work);
    const Asked second = ask(b, probe.second(), image, prompts, options, work);
    return {.modelA = first.picture.model,
            .modelB = second.picture.model,
            .encoders = probe.take(first.picture, second.picture),
            .candidates = compareCandidates(first.answer.candidates, second.answer.candidates)};
}

} // namespace samscope
