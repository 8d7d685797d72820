#pragma once

#include "core/imaging/rect.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace samscope {

/// A binary mask, height x width, one byte (0 or 1) a pixel.
struct Mask
{
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels;

    std::uint64_t area() const;
    /// Nothing for an empty mask.
    std::optional<Rect<int>> boundingBox() const;
};

/// logits > threshold.
Mask thresholdLogits(std::span<const float> logits, int width, int height, float threshold);

/// count(logits > threshold + 1) / count(logits > threshold - 1) (calculate_stability_score of segment_anything);
/// nothing for 0/0.
std::optional<double> stabilityScore(std::span<const float> logits, float threshold);

/// Intersection over union; 1 for two empty masks. Throws `Error` when the sizes differ.
double intersectionOverUnion(const Mask& a, const Mask& b);

/// 0/255 8-bit grey PNG, written aside and renamed.
void saveMaskPng(const Mask& mask, const std::filesystem::path& path);
/// Every pixel that is not black is inside. Throws `Error`.
Mask loadMaskPng(const std::filesystem::path& path);

} // namespace samscope
