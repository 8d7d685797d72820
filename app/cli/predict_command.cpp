#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/prompt_options.h"
#include "app/cli/subject_json.h"
#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/base/process.h"
#include "core/base/stopwatch.h"
#include "core/imaging/mask_rle.h"
#include "core/inference/segment.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>

namespace samscope {

namespace {

namespace fs = std::filesystem;

struct PredictArguments
{
    std::string model;
    std::string image;
    PromptArguments prompts;
    PredictorOptions options;
    float threshold = 0;
    std::string masks;
    std::string npy;
    std::string groundTruth;
    JsonTarget json;
};

struct Outcome
{
    PromptSet prompts;
    RgbImage image;
    EncodedPicture picture;
    Answer answer;
    std::vector<std::optional<double>> groundTruthIou; ///< one for each candidate
    double loadMs = 0;
    double decodeImageMs = 0;
};

Outcome run(const PredictArguments& arguments, CommandContext& context)
{
    Outcome outcome;
    Stopwatch watch;
    outcome.prompts = parsePrompts(arguments.prompts);
    outcome.image = decodeImage(arguments.image);
    checkPrompts(outcome.prompts, outcome.image.width, outcome.image.height);
    std::optional<Mask> truth;
    if (!arguments.groundTruth.empty()) {
        truth = loadMaskPng(arguments.groundTruth);
    }
    outcome.decodeImageMs = watch.lap();
    const auto predictor = loadPredictor(arguments.model, arguments.options, context.work);
    outcome.loadMs = watch.lap();
    outcome.picture = encode(*predictor, outcome.image, context.work);
    outcome.answer = answer(*predictor, outcome.picture, outcome.prompts, arguments.threshold, context.work);
    for (const Candidate& candidate : outcome.answer.candidates) {
        outcome.groundTruthIou.push_back(truth ? std::optional(intersectionOverUnion(candidate.mask, *truth))
                                               : std::nullopt);
    }
    return outcome;
}

Json maskJson(const Candidate& candidate, const std::optional<double>& groundTruthIou)
{
    const auto box = candidate.mask.boundingBox();
    return {{"area", candidate.mask.area()},
            {"bbox", box ? boxJson(*box) : Json(nullptr)},
            {"stability", candidate.stability ? Json(*candidate.stability) : Json(nullptr)},
            {"rle", {{"size", {candidate.mask.height, candidate.mask.width}}, {"counts", cocoRle(candidate.mask)}}},
            {"iou_with_ground_truth", groundTruthIou ? Json(*groundTruthIou) : Json(nullptr)}};
}

Json predictJson(const PredictArguments& arguments, const Outcome& outcome, const std::stop_token& stop)
{
    Json scores = Json::array();
    Json masks = Json::array();
    for (std::size_t i = 0; i < outcome.answer.candidates.size(); ++i) {
        scores.push_back(finiteOrNull(outcome.answer.candidates[i].iouScore));
        masks.push_back(maskJson(outcome.answer.candidates[i], outcome.groundTruthIou[i]));
    }
    Json json = subjectJson(arguments.model, outcome.picture.model, arguments.image, outcome.image, stop);
    json.update({{"prompts", promptJson(outcome.prompts)},
                 {"iou_scores", scores},
                 {"best", outcome.answer.prediction.best()},
                 {"masks", masks},
                 {"timings_ms",
                  {{"load", outcome.loadMs},
                   {"decode_image", outcome.decodeImageMs},
                   {"preprocess", outcome.picture.preprocessMs},
                   {"encode", outcome.picture.encodeMs},
                   {"decode", outcome.answer.decodeMs},
                   {"postprocess", outcome.answer.postprocessMs}}},
                 {"peak_rss_mb", static_cast<double>(peakResidentBytes()) / 1e6}});
    return json;
}

void printText(const Outcome& outcome, std::ostream& out)
{
    const Answer& answer = outcome.answer;
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < answer.candidates.size(); ++i) {
        const Candidate& candidate = answer.candidates[i];
        const auto& truth = outcome.groundTruthIou[i];
        rows.push_back({fmt::format("{}{}", i + 1, i == answer.prediction.best() ? " *" : ""),
                        fmt::format("{:.6f}", candidate.iouScore), std::to_string(candidate.mask.area()),
                        candidate.stability ? fmt::format("{:.4f}", *candidate.stability) : "-",
                        truth ? fmt::format("{:.4f}", *truth) : "-"});
    }
    printTable(out, {"mask", ">predicted IoU", ">area (pixels)", ">stability", ">IoU with truth"}, rows);
    const ModelInfo& model = outcome.picture.model;
    out << fmt::format("{} on {}, {} numerics: load {:.0f} ms, encode {:.0f} ms, decode {:.0f} ms, masks {:.0f} ms\n",
                       model.variant, deviceName(model.device), numericsName(model.numerics), outcome.loadMs,
                       outcome.picture.encodeMs, answer.decodeMs, answer.postprocessMs);
}

void saveArrays(const fs::path& folder, const Outcome& outcome)
{
    fs::create_directories(folder);
    const auto extent = [](auto value) { return static_cast<std::uint64_t>(value); };
    const ImageEmbedding& embedding = outcome.picture.embedding;
    const Prediction& prediction = outcome.answer.prediction;
    const int inputSize = outcome.picture.geometry.inputSize;
    const std::uint64_t input = extent(inputSize);
    const std::uint64_t grid = extent(embedding.grid);
    const std::uint64_t side = extent(prediction.side);
    const std::uint64_t count = prediction.count();
    saveNpy(folder / "pixel_values.npy", {1, 3, input, input}, preprocess(outcome.image, inputSize).pixelValues);
    saveNpy(folder / "image_embedding.npy", {1, extent(embedding.channels), grid, grid}, embedding.values);
    saveNpy(folder / "low_res_masks.npy", {1, 1, count, side, side}, prediction.lowResMasks);
    saveNpy(folder / "iou_scores.npy", {1, 1, count}, prediction.iouScores);
}

int predict(PredictArguments& arguments, CommandContext& context)
{
    const Outcome outcome = run(arguments, context);
    const ModelInfo& model = outcome.picture.model;
    if (!model.deviceNote.isEmpty() && model.deviceRequested.kind != Device::Kind::Auto) {
        context.line.err << fmt::format("note: {} runs on {}: {}\n", deviceName(model.deviceRequested),
                                        deviceName(model.device), deviceNoteSentence(model.deviceNote));
    }
    if (!arguments.npy.empty()) {
        saveArrays(arguments.npy, outcome);
    }
    if (!arguments.masks.empty()) {
        fs::create_directories(arguments.masks);
        for (std::size_t i = 0; i < outcome.answer.candidates.size(); ++i) {
            saveMaskPng(outcome.answer.candidates[i].mask, fs::path(arguments.masks) / fmt::format("mask_{}.png", i));
        }
    }
    if (arguments.json.printsText()) {
        printText(outcome, context.line.out);
    }
    if (arguments.json.wanted()) {
        arguments.json.write(predictJson(arguments, outcome, context.work.stop), context.line.out);
    }
    return 0;
}

} // namespace

void addPredictCommand(CLI::App& parser, Command& chosen)
{
    auto arguments = std::make_shared<PredictArguments>();
    CLI::App* command = parser.add_subcommand("predict", "One picture, one prompt set: masks and predicted IoU");
    command->add_option("--model", arguments->model, "a checkpoint or folder")->required();
    command->add_option("--image", arguments->image, "the picture")->required();
    addPromptOptions(*command, arguments->prompts);
    addPredictorOptions(*command, arguments->options);
    command->add_option("--threshold", arguments->threshold, "logits above it are inside the mask; 0 by default");
    command->add_option("--masks", arguments->masks, "write one 0/255 PNG per candidate to this folder");
    command->add_option("--npy", arguments->npy, "write the tensors to this folder");
    command->add_option("--ground-truth", arguments->groundTruth, "a PNG mask to compare with");
    command->add_option("--json", arguments->json.argument(), "write JSON to a file, or - for standard output");
    command->callback([arguments, &chosen] {
        chosen = [arguments](CommandContext& context) { return predict(*arguments, context); };
    });
}

} // namespace samscope
