#include "core/imaging/coco.h"

#include "core/base/byte_reader.h"
#include "core/base/byte_source.h"
#include "core/base/error.h"
#include "core/imaging/mask_rle.h"
#include "core/imaging/polygon.h"

#include <fmt/format.h>

#include <cmath>

namespace samscope {

namespace {

constexpr std::uint64_t maxFileSize = 100'000'000;
constexpr std::int64_t maxMaskPixels = 200'000'000;

/// A picture as the file names it.
struct CocoPicture
{
    std::optional<std::int64_t> id;
    int width = 0;
    int height = 0;
};

CocoPicture pictureOf(const Json& json)
{
    CocoPicture picture{{}, json.at("width").get<int>(), json.at("height").get<int>()};
    for (const char* key : {"id", "image_id"}) {
        if (json.contains(key)) {
            picture.id = json.at(key).get<std::int64_t>();
        }
    }
    if (picture.width < 1 || picture.height < 1 || std::int64_t{picture.width} * picture.height > maxMaskPixels) {
        throw Error({.reason = fmt::format("a picture of {}x{} pixels", picture.width, picture.height)});
    }
    return picture;
}

CocoPicture findPicture(const Json& file, const std::string& fileName)
{
    if (file.contains("image")) {
        return pictureOf(file.at("image"));
    }
    const Json& images = file.at("images");
    for (const Json& image : images) {
        const auto name = std::filesystem::path(image.at("file_name").get<std::string>()).filename();
        if (images.size() == 1 || name == fileName) {
            return pictureOf(image);
        }
    }
    throw Error({.reason = fmt::format("has no picture called {}", printable(fileName)),
                 .advice = "name the picture as in \"images\""});
}

Mask maskFromRuns(const Json& counts, int width, int height)
{
    Mask mask{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * height)};
    const std::int64_t total = std::int64_t{width} * height;
    std::int64_t at = 0;
    std::uint8_t inside = 0;
    for (const Json& count : counts) {
        const auto length = count.get<std::int64_t>();
        if (length < 0 || length > total - at) {
            throw Error({.reason = "the runs do not fit the picture"});
        }
        for (const std::int64_t end = at + length; at < end; ++at) {
            mask.pixels[static_cast<std::size_t>(at % height * width + at / height)] = inside;
        }
        inside ^= 1;
    }
    if (at != total) {
        throw Error({.reason = "the runs end before the mask is full"});
    }
    return mask;
}

Mask maskOf(const Json& segmentation, const CocoPicture& picture)
{
    if (segmentation.is_array()) {
        return maskFromPolygons(segmentation.get<std::vector<std::vector<double>>>(), picture.width, picture.height);
    }
    const auto size = segmentation.at("size").get<std::array<int, 2>>();
    if (size[0] != picture.height || size[1] != picture.width) {
        throw Error({.reason = fmt::format("a mask of {}x{} pixels in a picture of {}x{}", size[1], size[0],
                                           picture.width, picture.height)});
    }
    const Json& counts = segmentation.at("counts");
    return counts.is_string() ? maskFromCocoRle(counts.get<std::string>(), picture.width, picture.height)
                              : maskFromRuns(counts, picture.width, picture.height);
}

std::vector<CocoMask> masksOf(const Json& file, const std::string& fileName)
{
    const CocoPicture picture = findPicture(file, fileName);
    const bool onePicture = file.contains("image");
    std::vector<CocoMask> masks;
    const Json& annotations = file.at("annotations");
    for (std::size_t i = 0; i < annotations.size(); ++i) {
        const Json& annotation = annotations[i];
        if (!onePicture && annotation.at("image_id").get<std::int64_t>() != picture.id) {
            continue;
        }
        try {
            masks.push_back({annotation.value("id", std::int64_t(i)), maskOf(annotation.at("segmentation"), picture)});
        } catch (const Error& error) {
            throw Error({.place = fmt::format("annotations[{}]", i), .reason = error.problem().reason});
        }
    }
    if (masks.empty()) {
        throw Error({.reason = fmt::format("has no annotations for {}", printable(fileName))});
    }
    return masks;
}

} // namespace

std::vector<CocoMask> loadCocoMasks(const std::filesystem::path& path, const std::string& fileName)
{
    const auto source = openByteSource(path);
    if (source->size() > maxFileSize) {
        throw Error({.file = source->name(), .reason = "larger than 100 MB", .advice = "cut out the picture's part"});
    }
    const auto bytes = source->read(0, source->size());
    const Json file = parseStrictJson(asText(bytes), source->name());
    try {
        return masksOf(file, fileName);
    } catch (const Json::exception&) {
        throw Error({.file = source->name(),
                     .reason = "not a COCO file",
                     .advice = "it needs \"images\" and \"annotations\" with id, image_id and segmentation"});
    } catch (const Error& error) {
        Problem problem = error.problem();
        problem.file = source->name();
        throw Error(std::move(problem));
    }
}

Json cocoJson(const std::string& fileName, int width, int height, std::span<const CocoAnnotation> annotations)
{
    Json written = Json::array();
    for (const CocoAnnotation& annotation : annotations) {
        const Mask& mask = *annotation.mask;
        const auto box = mask.boundingBox().value_or(Rect<int>{});
        written.push_back(
            {{"id", written.size() + 1},
             {"image_id", 1},
             {"category_id", 1},
             {"iscrowd", 0},
             {"segmentation", {{"size", {height, width}}, {"counts", cocoRle(mask)}}},
             {"area", mask.area()},
             {"bbox", {box.x0, box.y0, box.width(), box.height()}},
             {"predicted_iou", std::isfinite(annotation.predictedIou) ? Json(annotation.predictedIou) : Json()},
             {"stability_score", annotation.stability ? Json(*annotation.stability) : Json()}});
    }
    return {{"images", {{{"id", 1}, {"file_name", fileName}, {"width", width}, {"height", height}}}},
            {"annotations", written},
            {"categories", {{{"id", 1}, {"name", "object"}}}}};
}

} // namespace samscope
