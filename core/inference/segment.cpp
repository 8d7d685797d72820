#include "core/inference/segment.h"

#include "core/base/stopwatch.h"
#include "core/imaging/logit_rows.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace samscope {

namespace {

void addRow(std::span<const float> logits, float threshold, float offset, std::uint8_t* mask, MaskPart& part)
{
    const float high = threshold + offset;
    const float low = threshold - offset;
    std::uint32_t sure = 0, possible = 0;
    for (std::size_t x = 0; x < logits.size(); ++x) {
        mask[x] = logits[x] > threshold ? 1 : 0;
        sure += logits[x] > high ? 1U : 0U;
        possible += logits[x] > low ? 1U : 0U;
    }
    part.sure += sure;
    part.possible += possible;
}

Candidate candidateOf(std::span<const float> lowRes, int side, const ImageGeometry& geometry, float threshold)
{
    const MaskPart part = maskPartOf(lowRes, side, geometry, threshold, 1);
    const auto width = static_cast<std::size_t>(geometry.width);
    const auto partWidth = static_cast<std::size_t>(part.mask.width);
    Candidate candidate;
    candidate.mask = {geometry.width, geometry.height, {}};
    candidate.mask.pixels.resize(width * static_cast<std::size_t>(geometry.height));
    for (std::size_t y = 0; y < static_cast<std::size_t>(part.mask.height); ++y) {
        std::copy_n(part.mask.pixels.data() + y * partWidth, partWidth,
                    candidate.mask.pixels.data() + (y + static_cast<std::size_t>(part.top)) * width + part.left);
    }
    if (part.possible != 0) {
        candidate.stability = static_cast<double>(part.sure) / static_cast<double>(part.possible);
    }
    return candidate;
}

void findCandidates(Answer& answer, float threshold)
{
    Stopwatch watch;
    answer.candidates = candidatesOf(answer.prediction, answer.geometry, threshold);
    answer.postprocessMs = watch.lap();
}

} // namespace

// Row by row: full-size logits would cost more time in fresh memory than the arithmetic does.
MaskPart maskPartOf(std::span<const float> lowRes, int side, const ImageGeometry& geometry, float threshold,
                    float stabilityOffset)
{
    LogitRows rows(lowRes, side, geometry);
    const Rect<int> reach = rows.restrictTo(threshold - std::abs(stabilityOffset));
    const auto width = static_cast<std::size_t>(reach.width());
    MaskPart part{{reach.width(), reach.height(), {}}, reach.x0, reach.y0};
    part.mask.pixels.resize(width * static_cast<std::size_t>(reach.height()));
    std::vector<float> row(static_cast<std::size_t>(geometry.width));
    for (int y = 0; y < reach.height(); ++y) {
        rows.read(reach.y0 + y, row);
        addRow(std::span(row).subspan(static_cast<std::size_t>(reach.x0), width), threshold, stabilityOffset,
               part.mask.pixels.data() + static_cast<std::size_t>(y) * width, part);
    }
    return part;
}

std::vector<Candidate> candidatesOf(const Prediction& prediction, const ImageGeometry& geometry, float threshold)
{
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < prediction.count(); ++i) {
        candidates.push_back(candidateOf(prediction.mask(i), prediction.side, geometry, threshold));
        candidates.back().iouScore = prediction.iouScores[i];
    }
    return candidates;
}

// Members are assigned: GCC 12 destroys those twice that stand before a designated initialiser that throws.
EncodedPicture encode(Predictor& predictor, const PreprocessedImage& input, const Work& work)
{
    EncodedPicture picture;
    picture.geometry = input.geometry;
    Stopwatch watch;
    picture.embedding = predictor.encode(input, work);
    picture.encodeMs = watch.lap();
    picture.model = predictor.info();
    return picture;
}

EncodedPicture encode(Predictor& predictor, const RgbImage& image, const Work& work)
{
    Stopwatch watch;
    const PreprocessedImage input = preprocess(image, predictor.info().config.vision.imageSize);
    const double preprocessMs = watch.lap();
    EncodedPicture picture = encode(predictor, input, work);
    picture.preprocessMs = preprocessMs;
    return picture;
}

Answer answer(Predictor& predictor, const EncodedPicture& picture, const PromptSet& prompts, float threshold,
              const Work& work)
{
    Answer answer;
    answer.geometry = picture.geometry;
    Stopwatch watch;
    answer.prediction = predictor.decode(picture.embedding, picture.geometry, prompts);
    answer.decodeMs = watch.lap();
    work.throwIfStopped();
    findCandidates(answer, threshold);
    return answer;
}

Answer atThreshold(const Answer& answer, float threshold)
{
    Answer other{.prediction = answer.prediction, .geometry = answer.geometry, .decodeMs = answer.decodeMs};
    findCandidates(other, threshold);
    return other;
}

} // namespace samscope
