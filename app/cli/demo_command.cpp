#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/proof_text.h"
#include "app/resource_files.h"
#include "core/base/error.h"
#include "core/convert/convert.h"
#include "core/eval/compare_forward.h"
#include "core/eval/compare_tensors.h"
#include "core/eval/read_reference_pack.h"
#include "core/eval/reference_pack.h"
#include "core/inference/segment.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>

namespace samscope {

namespace {

namespace fs = std::filesystem;

struct DemoArguments
{
    std::string headless;
};

void convertDemo(const Demo& demo, const fs::path& folder, CommandContext& context)
{
    ConvertOptions options;
    options.checkpoint = demo.model;
    options.folder = folder;
    options.overwrite = true;
    options.withSha256 = false;
    const ConversionPlan plan = planConversion(options);
    const ConversionResult result = convert(plan, options, context.work);
    const RemapCounts& counts = plan.remap.counts;
    context.line.out << fmt::format("converted {}: {} in, {} out: {} renamed, {} kept, {} duplicated, {} dropped\n"
                                    "model.safetensors {}, read back and compared\n",
                                    demo.model.filename().string(), counts.source, counts.written, counts.renamed,
                                    counts.kept, counts.duplicated, counts.dropped, humanBytes(result.bytes));
}

bool proveDemo(const Demo& demo, const fs::path& folder, CommandContext& context)
{
    std::ostream& out = context.line.out;
    const TensorProof tensors = compareTensors(demo.model, folder, context.work);
    printTensorProof(tensors, out);
    const ForwardProof forward = compareForward(demo.model, folder, std::nullopt, tensors.sameDType, {}, context.work);
    printForwardProof(forward, out);
    return tensors.identical() && forward.passed();
}

// Mean and lowest IoU with the ground truth of one kind of prompt.
class IouSummary
{
public:
    void add(double iou)
    {
        m_sum += iou;
        m_lowest = std::min(m_lowest, iou);
        ++m_count;
    }
    std::string text() const { return fmt::format("{:.3f} ({:.3f})", m_sum / m_count, m_lowest); }

private:
    double m_sum = 0;
    double m_lowest = 1;
    int m_count = 0;
};

// One click and one box per object; the best-scored mask of each is written. Returns the scene's row of the table.
std::vector<std::string> segmentScene(Predictor& predictor, const DemoScene& scene, const fs::path& masks,
                                      CommandContext& context)
{
    const EncodedPicture picture = encode(predictor, decodeImage(scene.image), context.work);
    const auto segment = [&](const PromptSet& prompts, const Mask& truth, const std::string& name) {
        const Mask mask = answer(predictor, picture, prompts).best().mask;
        saveMaskPng(mask, masks / (name + ".png"));
        return intersectionOverUnion(mask, truth);
    };
    IouSummary clicks;
    IouSummary boxes;
    for (std::size_t i = 0; i < scene.objects.size(); ++i) {
        const DemoObject& object = scene.objects[i];
        const Mask truth = loadMaskPng(object.mask);
        const std::string name = fmt::format("{}_object_{}", scene.image.stem().string(), i + 1);
        clicks.add(segment({.points = {object.click}}, truth, name + "_click"));
        boxes.add(segment({.box = object.box}, truth, name + "_box"));
    }
    return {scene.image.stem().string(), std::to_string(scene.objects.size()), clicks.text(), boxes.text()};
}

int runHeadless(const fs::path& folder, CommandContext& context)
{
    std::ostream& out = context.line.out;
    const Demo demo = loadDemo(resourceFolder());
    const fs::path model = folder / "model";
    const fs::path masks = folder / "masks";
    fs::create_directories(masks);

    convertDemo(demo, model, context);
    const bool proven = proveDemo(demo, model, context);

    const auto predictor = loadPredictor(model, {}, context.work);
    out << "\nreference scores of transformers, " << demo.referencePack.filename().string() << '\n';
    const ReferencePack pack = loadReferencePack(demo.referencePack);
    const auto checked = runReferencePack(*predictor, pack, context.work);
    printReferenceTable(checked, out);
    const bool passed =
        std::ranges::none_of(checked, [](const ReferenceRow& row) { return row.status == CheckStatus::Fail; });

    std::vector<std::vector<std::string>> rows;
    for (const DemoScene& scene : demo.scenes) {
        rows.push_back(segmentScene(*predictor, scene, masks, context));
    }
    out << "\nscenes the model has never seen: mean (lowest) IoU of the best-scored mask with the ground truth\n";
    printTable(out, {"scene", ">objects", ">click", ">box"}, rows);
    out << "\nwritten to " << fs::absolute(folder).lexically_normal().string() << '\n';
    return proven && passed ? 0 : 1;
}

} // namespace

void addDemoCommand(CLI::App& parser, Command& chosen)
{
    auto arguments = std::make_shared<DemoArguments>();
    CLI::App* command = parser.add_subcommand("demo", "The whole main job on a small shipped model");
    command->add_option("--headless", arguments->headless, "no window: write masks and the model to this folder");
    command->callback([arguments, &chosen] {
        chosen = [arguments](CommandContext& context) {
            if (arguments->headless.empty() && context.line.display) {
                return context.line.openWindow({.model = {}, .images = {}, .demo = true});
            }
            return runHeadless(arguments->headless.empty() ? "samscope-demo" : arguments->headless, context);
        };
    });
}

} // namespace samscope
