#include "core/eval/compare_forward.h"

#include "core/inference/segment.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace samscope {

namespace {

double largestDifference(std::span<const float> a, std::span<const float> b)
{
    constexpr double infinite = std::numeric_limits<double>::infinity();
    if (a.size() != b.size()) {
        return infinite;
    }
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) {
            continue;
        }
        const double difference = std::abs(static_cast<double>(a[i]) - b[i]);
        largest = std::max(largest, std::isnan(difference) ? infinite : difference);
    }
    return largest;
}

std::vector<PromptSet> proofPrompts(const RgbImage& image)
{
    const double width = image.width;
    const double height = image.height;
    PromptSet point;
    point.points = {{.x = width / 2, .y = height / 2}};
    PromptSet box;
    box.box = Rect<double>{.x0 = width / 4, .y0 = height / 4, .x1 = width * 3 / 4, .y1 = height * 3 / 4};
    return {PromptSet{}, point, box};
}

} // namespace

RgbImage builtInPicture()
{
    RgbImage image{.width = 320, .height = 240, .pixels = {}};
    const auto level = [](double value) { return static_cast<std::uint8_t>(std::lround(127.5 + 100 * value)); };
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x) {
            const bool inDisc = std::hypot(x - 160, y - 120) < 60;
            image.pixels.push_back(inDisc ? level(0.9) : level(std::sin(x / 37.0 + y / 53.0)));
            image.pixels.push_back(level(std::sin(x / 23.0 - y / 41.0)));
            image.pixels.push_back(inDisc ? level(-0.9) : level(std::sin((x + y) / 61.0)));
        }
    }
    return image;
}

ForwardRun runForward(Predictor& predictor, const RgbImage& image, const Work& work)
{
    EncodedPicture picture = encode(predictor, image, work);
    ForwardRun run;
    for (const PromptSet& prompts : proofPrompts(image)) {
        work.throwIfStopped();
        Answer said = answer(predictor, picture, prompts, 0, work);
        run.boxMask = said.best().mask; // the box comes last
        run.predictions.push_back(std::move(said.prediction));
    }
    run.embedding = std::move(picture.embedding);
    return run;
}

ForwardProof compareRuns(const ForwardRun& a, const ForwardRun& b, bool exact)
{
    ForwardProof proof{.embedding = largestDifference(a.embedding.values, b.embedding.values), .exact = exact};
    proof.sourceMask = a.boxMask;
    proof.convertedMask = b.boxMask;
    for (std::size_t i = 0; i < std::min(a.predictions.size(), b.predictions.size()); ++i) {
        const Prediction& first = a.predictions[i];
        const Prediction& second = b.predictions[i];
        proof.lowResMasks = std::max(proof.lowResMasks, largestDifference(first.lowResMasks, second.lowResMasks));
        proof.iouScores = std::max(proof.iouScores, largestDifference(first.iouScores, second.iouScores));
    }
    return proof;
}

ForwardProof compareForward(const std::filesystem::path& source, const std::filesystem::path& converted,
                            const std::optional<RgbImage>& image, bool exact, const PredictorOptions& options,
                            const Work& work)
{
    const RgbImage picture = image ? *image : builtInPicture();
    PredictorOptions sourceOptions = options;
    ForwardRun second;
    {
        const auto predictor = loadPredictor(converted, options, work);
        // Only the converted folder says how many heads its decoder has.
        sourceOptions.decoderHeads = options.decoderHeads.value_or(predictor->info().config.decoder.heads);
        second = runForward(*predictor, picture, work);
    }
    const auto predictor = loadPredictor(source, sourceOptions, work);
    ForwardProof proof = compareRuns(runForward(*predictor, picture, work), second, exact);
    proof.numerics = predictor->info().numerics;
    return proof;
}

} // namespace samscope
