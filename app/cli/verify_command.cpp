#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/prompt_options.h"
#include "app/cli/proof_text.h"
#include "core/eval/compare_forward.h"
#include "core/eval/compare_tensors.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <ostream>

namespace samscope {

namespace {

struct VerifyArguments
{
    std::string source;
    std::string converted;
    std::string image;
    JsonTarget json;
    PredictorOptions options;
};

Json verifyJson(const TensorProof& tensors, const std::optional<ForwardProof>& forward, bool passed)
{
    Json different = Json::array();
    for (const TensorMismatch& mismatch : tensors.different) {
        different.push_back({{"name", mismatch.name},
                             {"max_abs", mismatch.maxAbs ? finiteOrNull(*mismatch.maxAbs) : Json(nullptr)},
                             {"reason", mismatch.reason}});
    }
    Json values = nullptr;
    if (forward) {
        values = {{"embedding", finiteOrNull(forward->embedding)},
                  {"low_res_masks", finiteOrNull(forward->lowResMasks)},
                  {"iou_scores", finiteOrNull(forward->iouScores)},
                  {"numerics", numericsName(forward->numerics)}};
    }
    return {{"tensors", {{"compared", tensors.compared}, {"different", different}}},
            {"forward", values},
            {"passed", passed}};
}

int verify(VerifyArguments& arguments, CommandContext& context)
{
    std::optional<RgbImage> image;
    if (!arguments.image.empty()) {
        image = decodeImage(arguments.image);
    }
    const TensorProof tensors = compareTensors(arguments.source, arguments.converted, context.work);
    // Where names or shapes differ there is nothing to run.
    std::optional<ForwardProof> forward;
    if (std::ranges::all_of(tensors.different, [](const auto& mismatch) { return mismatch.maxAbs.has_value(); })) {
        forward = compareForward(arguments.source, arguments.converted, image, tensors.sameDType, arguments.options,
                                 context.work);
    }
    const bool passed = tensors.identical() && forward && forward->passed();
    if (arguments.json.printsText()) {
        printTensorProof(tensors, context.line.out);
        if (forward) {
            printForwardProof(*forward, context.line.out);
        }
        context.line.out << (passed ? "passed\n" : "failed\n");
    }
    arguments.json.write(verifyJson(tensors, forward, passed), context.line.out);
    return passed ? 0 : 1;
}

} // namespace

void addVerifyCommand(CLI::App& parser, Command& chosen)
{
    auto arguments = std::make_shared<VerifyArguments>();
    CLI::App* command = parser.add_subcommand("verify", "Every tensor bit for bit, then both forward passes");
    command->add_option("SOURCE", arguments->source, "the checkpoint that was converted")->required();
    command->add_option("CONVERTED", arguments->converted, "the folder that was written")->required();
    command->add_option("--image", arguments->image, "a picture for the forward passes; a built-in one otherwise");
    arguments->options.numerics = judgingNumerics();
    addPredictorOptions(*command, arguments->options);
    command->add_option("--json", arguments->json.argument(), "write JSON to a file, or - for standard output");
    command->callback([arguments, &chosen] {
        chosen = [arguments](CommandContext& context) { return verify(*arguments, context); };
    });
}

} // namespace samscope
