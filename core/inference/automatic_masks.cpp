#include "core/inference/automatic_masks.h"

#include "core/base/error.h"
#include "core/base/process.h"
#include "core/base/thread_pool.h"
#include "core/imaging/mask_rle.h"
#include "core/imaging/opencv.h"
#include "core/inference/box_suppression.h"
#include "core/inference/crop_grid.h"
#include "core/inference/segment.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace samscope {

namespace {

using Masks = std::vector<AutomaticMask>;

/// Pixels within which a box touches an edge.
constexpr int edgeTolerance = 20;

/// Runs task(0) to task(count - 1) on all cores.
template <typename Task> void inParallel(std::size_t count, const std::stop_token& stop, const Task& task)
{
    ThreadPool pool(physicalCores());
    pool.run(
        static_cast<int>(count), [&](int index, int) { task(static_cast<std::size_t>(index)); }, stop);
}

/// As segment_anything has it: x1 and y1 are the last column and row inside. The first pixel of the crop for an empty
/// mask.
Rect<float> inclusiveBoxOf(const AutomaticMask& mask)
{
    const Rect<int> corner{mask.crop.x0, mask.crop.y0, mask.crop.x0 + 1, mask.crop.y0 + 1};
    const Rect<int> box = mask.box.value_or(corner);
    return {static_cast<float>(box.x0), static_cast<float>(box.y0), static_cast<float>(box.x1 - 1),
            static_cast<float>(box.y1 - 1)};
}

void keepByNms(Masks& masks, const std::vector<float>& scores, double threshold)
{
    std::vector<Rect<float>> boxes;
    std::ranges::transform(masks, std::back_inserter(boxes), inclusiveBoxOf);
    Masks kept;
    for (const std::size_t i : suppressBoxes(boxes, scores, threshold)) {
        kept.push_back(std::move(masks[i]));
    }
    masks = std::move(kept);
}

std::vector<float> predictedIous(const Masks& masks)
{
    std::vector<float> scores;
    std::ranges::transform(masks, std::back_inserter(scores), &AutomaticMask::predictedIou);
    return scores;
}

/// One crop of the picture, encoded.
struct CropView
{
    Rect<int> box{};
    int pictureWidth = 0;
    int pictureHeight = 0;
    EncodedPicture crop{};
};

// At an edge of the crop that is none of the picture: what lies beyond is cut off there.
bool isCutOff(const AutomaticMask& mask, const CropView& view)
{
    const Rect<float> box = inclusiveBoxOf(mask);
    const auto isNear = [](float a, int b) { return std::abs(a - static_cast<float>(b)) <= edgeTolerance; };
    const auto isCut = [&](float edge, int crop, int picture) { return isNear(edge, crop) && !isNear(edge, picture); };
    return isCut(box.x0, view.box.x0, 0) || isCut(box.y0, view.box.y0, 0) ||
           isCut(box.x1, view.box.x1, view.pictureWidth) || isCut(box.y1, view.box.y1, view.pictureHeight);
}

/// Candidate `index` of a prediction, unless one of the filters drops it. What is predicted to be bad is not brought to
/// the picture's size. Comparisons are in float, as torch makes them.
std::optional<AutomaticMask> judge(const Prediction& prediction, std::size_t index, const CropView& view,
                                   const AutomaticMaskOptions& options)
{
    AutomaticMask mask;
    mask.predictedIou = prediction.iouScores[index];
    mask.crop = view.box;
    if (options.predictedIouThreshold > 0 && !(mask.predictedIou > static_cast<float>(options.predictedIouThreshold))) {
        return std::nullopt;
    }
    const MaskPart part = maskPartOf(prediction.mask(index), prediction.side, view.crop.geometry, 0,
                                     static_cast<float>(options.stabilityOffset));
    const float stability = static_cast<float>(part.sure) / static_cast<float>(part.possible);
    if (options.stabilityThreshold > 0 && !(stability >= static_cast<float>(options.stabilityThreshold))) {
        return std::nullopt;
    }
    mask.stability = part.possible == 0 ? std::nullopt : std::optional<double>(stability);
    const int left = part.left + view.box.x0;
    const int top = part.top + view.box.y0;
    if (const auto box = part.mask.boundingBox()) {
        mask.box = {box->x0 + left, box->y0 + top, box->x1 + left, box->y1 + top};
    }
    if (isCutOff(mask, view)) {
        return std::nullopt;
    }
    mask.area = part.mask.area();
    mask.rle = cocoRle(part.mask, left, top, view.pictureWidth, view.pictureHeight);
    return mask;
}

Masks masksOfBatch(Predictor& predictor, const CropView& view, std::span<const std::array<double, 2>> points,
                   const AutomaticMaskOptions& options, const std::stop_token& stop)
{
    std::vector<PromptSet> prompts;
    for (const auto& [x, y] : points) {
        prompts.push_back({.points = {{x, y, 1}}});
    }
    const auto predictions = predictor.decodeEach(view.crop.embedding, view.crop.geometry, prompts, stop);
    const std::size_t perPoint = predictions.front().count();
    std::vector<std::optional<AutomaticMask>> judged(points.size() * perPoint);
    inParallel(judged.size(), stop,
               [&](std::size_t i) { judged[i] = judge(predictions[i / perPoint], i % perPoint, view, options); });
    Masks masks;
    for (std::size_t i = 0; i < judged.size(); ++i) {
        if (judged[i]) {
            const auto& [x, y] = points[i / perPoint];
            judged[i]->point = {x + view.box.x0, y + view.box.y0};
            masks.push_back(*std::move(judged[i]));
        }
    }
    return masks;
}

RgbImage cutOut(const RgbImage& image, const Rect<int>& box)
{
    RgbImage part{box.width(), box.height(), {}};
    const auto rowBytes = 3 * static_cast<std::size_t>(part.width);
    for (int y = box.y0; y < box.y1; ++y) {
        const std::uint8_t* row = image.pixels.data() + 3 * (static_cast<std::size_t>(y) * image.width + box.x0);
        part.pixels.insert(part.pixels.end(), row, row + rowBytes);
    }
    return part;
}

int pointsPerSide(const AutomaticMaskOptions& options, int layer)
{
    return static_cast<int>(options.pointsPerSide / std::pow(options.cropPointsDownscale, layer));
}

void removeSmallRegionsOfAll(Masks& masks, const RgbImage& image, const AutomaticMaskOptions& options,
                             const std::stop_token& stop)
{
    std::vector<float> scores(masks.size()); // those that were good as they were are preferred
    inParallel(masks.size(), stop, [&](std::size_t i) {
        Mask mask = maskFromCocoRle(masks[i].rle, image.width, image.height);
        const bool changed = openCv().removeSmallRegions(mask, options.minRegionArea);
        scores[i] = changed ? 0.0F : 1.0F;
        if (changed) {
            masks[i].rle = cocoRle(mask);
            masks[i].area = mask.area();
            masks[i].box = mask.boundingBox();
        }
    });
    keepByNms(masks, scores, std::max(options.boxNmsThreshold, options.cropNmsThreshold));
}

} // namespace

void AutomaticMaskOptions::check() const
{
    const auto require = [](bool holds, const char* parameter, auto value, const char* advice) {
        if (!holds) {
            throw Error({.place = parameter, .reason = fmt::format("{} is out of range", value), .advice = advice});
        }
    };
    require(pointsPerSide >= 1 && pointsPerSide <= 512, "points per side", pointsPerSide, "take 1 to 512");
    require(pointsPerBatch >= 1 && pointsPerBatch <= 4096, "points per batch", pointsPerBatch, "take 1 to 4096");
    require(cropLayers >= 0 && cropLayers <= 4, "crop layers", cropLayers, "take 0 to 4");
    require(cropOverlapRatio >= 0 && cropOverlapRatio < 1, "crop overlap", cropOverlapRatio, "take 0 to below 1");
    require(cropPointsDownscale >= 1 && samscope::pointsPerSide(*this, cropLayers) >= 1, "crop points downscale",
            cropPointsDownscale, "leave at least one point in the smallest crops");
    require(stabilityOffset >= 0, "stability offset", stabilityOffset, "take a logit of 0 or more");
    require(minRegionArea >= 0, "least region area", minRegionArea, "take 0 or more pixels");
}

std::vector<AutomaticMask> automaticMasks(Predictor& predictor, const RgbImage& image,
                                          const AutomaticMaskOptions& options, const Work& work)
{
    options.check();
    const std::vector<Crop> crops = cropsOf(image.width, image.height, options.cropLayers, options.cropOverlapRatio);
    Progress points{.stage = "finding masks"};
    for (const Crop& crop : crops) {
        const auto perSide = static_cast<std::uint64_t>(pointsPerSide(options, crop.layer));
        points.total += perSide * perSide;
    }
    Masks all;
    for (const Crop& crop : crops) {
        CropView view{crop.box, image.width, image.height};
        view.crop = encode(predictor, cutOut(image, crop.box), work);
        const ImageGeometry& geometry = view.crop.geometry;
        const auto grid = pointGrid(pointsPerSide(options, crop.layer), geometry.width, geometry.height);
        Masks found;
        for (std::size_t begin = 0; begin < grid.size(); begin += static_cast<std::size_t>(options.pointsPerBatch)) {
            const auto count = std::min(grid.size() - begin, static_cast<std::size_t>(options.pointsPerBatch));
            work.report(points);
            std::ranges::move(masksOfBatch(predictor, view, std::span(grid).subspan(begin, count), options, work.stop),
                              std::back_inserter(found));
            points.done += count;
        }
        keepByNms(found, predictedIous(found), options.boxNmsThreshold);
        std::ranges::move(found, std::back_inserter(all));
    }
    work.report(points);
    if (crops.size() > 1) {
        std::vector<float> scores; // smaller crops are preferred
        std::ranges::transform(all, std::back_inserter(scores),
                               [](const AutomaticMask& mask) { return 1.0F / static_cast<float>(mask.crop.area()); });
        keepByNms(all, scores, options.cropNmsThreshold);
    }
    if (options.minRegionArea > 0) {
        removeSmallRegionsOfAll(all, image, options, work.stop);
    }
    return all;
}

} // namespace samscope
