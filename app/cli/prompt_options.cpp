#include "app/cli/prompt_options.h"

#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/npy.h"

#include <charconv>

namespace samscope {

namespace {

[[noreturn]] void fail(const std::string& option, const std::string& text, const std::string& form)
{
    throw Error({.file = option, .reason = "\"" + printable(text) + "\" is not " + form});
}

std::vector<double> numbers(const std::string& text, const std::string& option, const std::string& form)
{
    std::vector<double> values;
    const char* at = text.data();
    const char* end = at + text.size();
    while (true) {
        double value = 0;
        const auto [next, code] = std::from_chars(at, end, value);
        if (code != std::errc()) {
            fail(option, text, form);
        }
        values.push_back(value);
        if (next == end) {
            return values;
        }
        if (*next != ',') {
            fail(option, text, form);
        }
        at = next + 1;
    }
}

PointPrompt parsePoint(const std::string& text)
{
    const std::string form = "X,Y or X,Y,LABEL with label 1 (foreground) or 0 (background)";
    const auto values = numbers(text, "--point", form);
    if (values.size() < 2 || values.size() > 3 || (values.size() == 3 && values[2] != 0 && values[2] != 1)) {
        fail("--point", text, form);
    }
    return {values[0], values[1], values.size() == 3 ? static_cast<int>(values[2]) : 1};
}

Rect<double> parseBox(const std::string& text)
{
    const std::string form = "X0,Y0,X1,Y1";
    const auto values = numbers(text, "--box", form);
    if (values.size() != 4) {
        fail("--box", text, form);
    }
    return {values[0], values[1], values[2], values[3]};
}

std::vector<float> loadMaskInput(const std::string& path)
{
    NpyArray array = loadNpy(path);
    const auto& shape = array.shape;
    if (shape.size() != 4 || shape[0] != 1 || shape[1] != 1 || shape[2] != shape[3]) {
        throw Error(
            {.file = path, .reason = "a mask prompt is 1x1xSxS logits", .advice = "take one low_res_masks of --npy"});
    }
    return std::move(array.values);
}

} // namespace

void addPredictorOptions(CLI::App& command, PredictorOptions& options)
{
    command.add_option_function<std::string>(
        "--device", [&options](const std::string& name) { options.device = parseDevice(name); },
        "auto, cpu or cuda[:N]");
    command
        .add_option_function<std::string>(
            "--numerics", [&options](const std::string& name) { options.numerics = parseNumerics(name); },
            "auto, fast, reference (LibTorch, float32 as transformers), bf16, fp16 or tf32; "
            "auto is reference on CUDA and fast without")
        ->default_str(std::string(numericsName(options.numerics)));
    command
        .add_option_function<std::string>(
            "--decoder-norm",
            [&options](const std::string& name) {
                options.decoderNorm = name == "meta" ? DecoderNorm::Meta : DecoderNorm::Transformers;
            },
            "epsilon of the decoder's norms: transformers (1e-6) or meta (1e-5)")
        ->check(CLI::IsMember({"transformers", "meta"}));
    command.add_option("--decoder-heads", options.decoderHeads,
                       "attention heads of the mask decoder, where no config tells");
}

void addPromptOptions(CLI::App& command, PromptArguments& arguments)
{
    command.add_option("--point", arguments.points, "X,Y[,LABEL] in pixels of the picture; may be repeated")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command.add_option("--box", arguments.box, "X0,Y0,X1,Y1 in pixels of the picture");
    command.add_option("--mask-input", arguments.maskInput, "a .npy file with 1x1xSxS logits to refine");
    command.add_flag("--single-mask", arguments.singleMask, "one mask instead of three");
}

PromptSet parsePrompts(const PromptArguments& arguments)
{
    PromptSet prompts;
    for (const std::string& point : arguments.points) {
        prompts.points.push_back(parsePoint(point));
    }
    if (!arguments.box.empty()) {
        prompts.box = parseBox(arguments.box);
    }
    if (!arguments.maskInput.empty()) {
        prompts.maskInput = loadMaskInput(arguments.maskInput);
    }
    prompts.multimask = !arguments.singleMask;
    return prompts;
}

Json promptJson(const PromptSet& prompts)
{
    Json points = Json::array();
    Json labels = Json::array();
    for (const PointPrompt& point : prompts.points) {
        points.push_back({point.x, point.y});
        labels.push_back(point.label);
    }
    return {{"points", points}, {"labels", labels}, {"box", prompts.box ? boxJson(*prompts.box) : Json(nullptr)}};
}

} // namespace samscope
