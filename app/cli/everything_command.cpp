#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/prompt_options.h"
#include "app/cli/subject_json.h"
#include "core/base/process.h"
#include "core/base/stopwatch.h"
#include "core/inference/automatic_masks.h"

#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace samscope {

namespace {

struct EverythingArguments
{
    std::string model;
    std::string image;
    PredictorOptions predictor;
    AutomaticMaskOptions options;
    JsonTarget json;
};

// The spelling of SamAutomaticMaskGenerator's own parameters.
void addMaskOptions(CLI::App& command, AutomaticMaskOptions& options)
{
    const auto add = [&command](const char* name, auto& value, const char* description) {
        command.add_option(name, value, description)->capture_default_str();
    };
    add("--points-per-side", options.pointsPerSide, "points along a side of the grid");
    add("--points-per-batch", options.pointsPerBatch, "points decoded together");
    add("--pred-iou-thresh", options.predictedIouThreshold, "drop masks whose predicted IoU is not above this");
    add("--stability-score-thresh", options.stabilityThreshold, "drop masks that are less stable");
    add("--stability-score-offset", options.stabilityOffset, "logits up and down for the stability");
    add("--box-nms-thresh", options.boxNmsThreshold, "IoU of boxes above which the worse mask is dropped");
    add("--crop-n-layers", options.cropLayers, "layers of crops worked on as well");
    add("--crop-nms-thresh", options.cropNmsThreshold, "--box-nms-thresh between crops");
    add("--crop-overlap-ratio", options.cropOverlapRatio, "overlap of crops, of the shorter side");
    add("--crop-n-points-downscale-factor", options.cropPointsDownscale, "fewer points along a side in each layer");
    add("--min-mask-region-area", options.minRegionArea, "remove holes and islands of fewer pixels");
}

Json maskJson(const AutomaticMask& mask, const RgbImage& image)
{
    return {{"area", mask.area},
            {"bbox", mask.box ? boxJson(*mask.box) : Json(nullptr)},
            {"predicted_iou", finiteOrNull(mask.predictedIou)},
            {"stability", mask.stability ? Json(*mask.stability) : Json(nullptr)},
            {"point", mask.point},
            {"crop_box", boxJson(mask.crop)},
            {"rle", {{"size", {image.height, image.width}}, {"counts", mask.rle}}}};
}

Json optionsJson(const AutomaticMaskOptions& options)
{
    return {{"points_per_side", options.pointsPerSide},
            {"points_per_batch", options.pointsPerBatch},
            {"pred_iou_thresh", options.predictedIouThreshold},
            {"stability_score_thresh", options.stabilityThreshold},
            {"stability_score_offset", options.stabilityOffset},
            {"box_nms_thresh", options.boxNmsThreshold},
            {"crop_n_layers", options.cropLayers},
            {"crop_nms_thresh", options.cropNmsThreshold},
            {"crop_overlap_ratio", options.cropOverlapRatio},
            {"crop_n_points_downscale_factor", options.cropPointsDownscale},
            {"min_mask_region_area", options.minRegionArea}};
}

void printMasks(const std::vector<AutomaticMask>& masks, std::ostream& out)
{
    std::vector<std::vector<std::string>> rows;
    for (const AutomaticMask& mask : masks) {
        const auto box = mask.box.value_or(Rect<int>{});
        rows.push_back({std::to_string(rows.size() + 1), fmt::format("{:.6f}", mask.predictedIou),
                        mask.stability ? fmt::format("{:.4f}", *mask.stability) : "-", std::to_string(mask.area),
                        mask.box ? fmt::format("{},{},{},{}", box.x0, box.y0, box.x1, box.y1) : "-"});
    }
    printTable(out, {"mask", ">predicted IoU", ">stability", ">area (pixels)", ">box"}, rows);
}

int everything(EverythingArguments& arguments, CommandContext& context)
{
    arguments.options.check();
    Stopwatch watch;
    const RgbImage image = decodeImage(arguments.image);
    const double decodeTime = watch.lap();
    const auto predictor = loadPredictor(arguments.model, arguments.predictor, context.work);
    const double loadTime = watch.lap();
    const auto masks = automaticMasks(*predictor, image, arguments.options, context.work);
    const double masksTime = watch.lap();
    if (arguments.json.printsText()) {
        printMasks(masks, context.line.out);
        context.line.out << fmt::format("{} masks in {:.1f} s: {} on {}, {} numerics\n", masks.size(), masksTime / 1000,
                                        predictor->info().variant, deviceName(predictor->info().device),
                                        numericsName(predictor->info().numerics));
    }
    if (arguments.json.wanted()) {
        Json json = subjectJson(arguments.model, predictor->info(), arguments.image, image, context.work.stop);
        json["options"] = optionsJson(arguments.options);
        json["masks"] = Json::array();
        for (const AutomaticMask& mask : masks) {
            json["masks"].push_back(maskJson(mask, image));
        }
        json["timings_ms"] = {{"load", loadTime}, {"decode_image", decodeTime}, {"masks", masksTime}};
        json["peak_rss_mb"] = static_cast<double>(peakResidentBytes()) / 1e6;
        arguments.json.write(json, context.line.out);
    }
    return 0;
}

} // namespace

void addEverythingCommand(CLI::App& parser, Command& chosen)
{
    auto arguments = std::make_shared<EverythingArguments>();
    CLI::App* command = parser.add_subcommand("everything", "All masks of a picture, without a prompt");
    command->add_option("--model", arguments->model, "a checkpoint or folder")->required();
    command->add_option("--image", arguments->image, "the picture")->required();
    addPredictorOptions(*command, arguments->predictor);
    addMaskOptions(*command, arguments->options);
    command->add_option("--json", arguments->json.argument(), "write JSON to a file, or - for standard output");
    command->callback([arguments, &chosen] {
        chosen = [arguments](CommandContext& context) { return everything(*arguments, context); };
    });
}

} // namespace samscope
