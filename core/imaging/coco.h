#pragma once

#include "core/base/strict_json.h"
#include "core/imaging/mask.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace samscope {

/// One annotation of a COCO file, drawn at its picture's size.
struct CocoMask
{
    std::int64_t id = 0;
    Mask mask;
};

/// The annotations of the picture called `fileName` in a COCO file (`images` + `annotations`) or in a file of SA-1B
/// (`image` + `annotations`): polygons, compressed and uncompressed runs. A file with one picture needs no name that
/// matches. Throws `Error` for a malformed file, an unknown picture and one without annotations.
std::vector<CocoMask> loadCocoMasks(const std::filesystem::path& path, const std::string& fileName);

/// One mask to be written.
struct CocoAnnotation
{
    const Mask* mask = nullptr;
    double predictedIou = 0;
    std::optional<double> stability{};
};

/// A COCO file of one picture with a category "object": compressed runs, area, bbox x, y, width, height, and the two
/// scores as SA-1B names them (`predicted_iou`, `stability_score`).
Json cocoJson(const std::string& fileName, int width, int height, std::span<const CocoAnnotation> annotations);

} // namespace samscope
