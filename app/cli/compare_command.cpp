#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/prompt_options.h"
#include "core/eval/compare.h"

#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace samscope {

namespace {

struct CompareArguments
{
    std::string modelA;
    std::string modelB;
    std::string image;
    PromptArguments prompts;
    CompareOptions options;
    JsonTarget json;
};

Json modelJson(const std::string& path, const ModelInfo& model)
{
    return {{"path", path},
            {"variant", model.variant},
            {"layout", layoutName(model.layout)},
            {"device", deviceName(model.device)},
            {"numerics", numericsName(model.numerics)}};
}

Json candidateJson(const CandidateComparison& row)
{
    return {{"iou", row.iou},
            {"iou_score_a", finiteOrNull(row.iouScoreA)},
            {"iou_score_b", finiteOrNull(row.iouScoreB)},
            {"iou_score_difference", finiteOrNull(static_cast<double>(row.iouScoreB) - row.iouScoreA)},
            {"area_a", row.areaA},
            {"area_b", row.areaB},
            {"boundary_mean", row.boundary ? Json(row.boundary->mean) : Json(nullptr)},
            {"boundary_max", row.boundary ? Json(row.boundary->max) : Json(nullptr)}};
}

Json divergenceJson(const Divergence& divergence)
{
    return {{"cosine", divergence.cosine ? Json(*divergence.cosine) : Json(nullptr)},
            {"max_abs", finiteOrNull(divergence.maxAbs)}};
}

Json noteJson(const std::string& note)
{
    return note.empty() ? Json(nullptr) : Json(note);
}

Json compareJson(const CompareArguments& arguments, const RgbImage& image, const PromptSet& prompts,
                 const Comparison& comparison)
{
    Json candidates = Json::array();
    for (const CandidateComparison& row : comparison.candidates) {
        candidates.push_back(candidateJson(row));
    }
    Json blocks = Json::array();
    for (const Divergence& block : comparison.encoders.blocks) {
        blocks.push_back(divergenceJson(block));
    }
    const EncoderComparison& encoders = comparison.encoders;
    return {{"model_a", modelJson(arguments.modelA, comparison.modelA)},
            {"model_b", modelJson(arguments.modelB, comparison.modelB)},
            {"image", {{"path", arguments.image}, {"width", image.width}, {"height", image.height}}},
            {"prompts", promptJson(prompts)},
            {"candidates", candidates},
            {"blocks", blocks},
            {"blocks_note", noteJson(encoders.blocksNote)},
            {"embedding", encoders.embedding ? divergenceJson(*encoders.embedding) : Json(nullptr)},
            {"embedding_note", noteJson(encoders.embeddingNote)}};
}

void printCandidates(const std::vector<CandidateComparison>& candidates, std::ostream& out)
{
    std::vector<std::vector<std::string>> rows;
    for (const CandidateComparison& row : candidates) {
        rows.push_back({std::to_string(rows.size() + 1), fmt::format("{:.6f}", row.iou),
                        fmt::format("{:.6f}", row.iouScoreA), fmt::format("{:.6f}", row.iouScoreB),
                        std::to_string(row.areaA), std::to_string(row.areaB),
                        row.boundary ? fmt::format("{:.2f}", row.boundary->mean) : "-",
                        row.boundary ? fmt::format("{:.2f}", row.boundary->max) : "-"});
    }
    printTable(out,
               {"mask", ">IoU(A,B)", ">predicted IoU A", ">predicted IoU B", ">area A", ">area B",
                ">boundary mean (pixels)", ">boundary max"},
               rows);
}

void printEncoders(const EncoderComparison& encoders, std::ostream& out)
{
    std::vector<std::vector<std::string>> rows;
    const auto add = [&rows](const std::string& place, const Divergence& divergence) {
        rows.push_back({place, divergence.cosine ? fmt::format("{:.9f}", *divergence.cosine) : "-",
                        differenceText(divergence.maxAbs)});
    };
    for (std::size_t i = 0; i < encoders.blocks.size(); ++i) {
        add("block " + std::to_string(i), encoders.blocks[i]);
    }
    if (encoders.embedding) {
        add("embedding", *encoders.embedding);
    }
    if (!rows.empty()) {
        printTable(out, {"after", ">cosine", ">max abs difference"}, rows);
    }
    for (const std::string& note : {encoders.blocksNote, encoders.embeddingNote}) {
        if (!note.empty()) {
            out << "not compared: " << note << '\n';
        }
    }
}

int compare(CompareArguments& arguments, CommandContext& context)
{
    const PromptSet prompts = parsePrompts(arguments.prompts);
    const RgbImage image = decodeImage(arguments.image);
    const Comparison comparison =
        compareModels(arguments.modelA, arguments.modelB, image, prompts, arguments.options, context.work);
    if (arguments.json.printsText()) {
        printCandidates(comparison.candidates, context.line.out);
        printEncoders(comparison.encoders, context.line.out);
    }
    if (arguments.json.wanted()) {
        arguments.json.write(compareJson(arguments, image, prompts, comparison), context.line.out);
    }
    return 0;
}

} // namespace

void addCompareCommand(CLI::App& parser, Command& chosen)
{
    auto arguments = std::make_shared<CompareArguments>();
    CLI::App* command = parser.add_subcommand("compare", "Two models on one picture and one prompt set");
    command->add_option("MODEL_A", arguments->modelA, "a checkpoint or folder")->required();
    command->add_option("MODEL_B", arguments->modelB, "another one")->required();
    command->add_option("--image", arguments->image, "the picture")->required();
    addPromptOptions(*command, arguments->prompts);
    addPredictorOptions(*command, arguments->options.predictor);
    command->add_option("--threshold", arguments->options.threshold,
                        "logits above it are inside the mask; 0 by default");
    command->add_option("--json", arguments->json.argument(), "write JSON to a file, or - for standard output");
    command->callback([arguments, &chosen] {
        chosen = [arguments](CommandContext& context) { return compare(*arguments, context); };
    });
}

} // namespace samscope
