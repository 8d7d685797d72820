#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/checkpoint/safetensors_writer.h"
#include "core/convert/convert.h"

namespace samscope {

/// model.safetensors before it is written: its layout and, for each of its tensors, the row of the plan behind it.
struct WeightsPlan
{
    SafetensorsLayout layout;
    std::vector<std::size_t> rows; ///< parallel to layout.tensors(), indexes into RemapPlan::rows
};

/// `dtype` nothing keeps each tensor's own.
WeightsPlan planWeights(const RemapPlan& remap, std::optional<DType> dtype);

/// Writes the file, tensor after tensor in pieces of 1 MiB, and flushes it to the disk. Returns its rows in the order
/// of the file.
std::vector<WrittenRow> writeWeights(const std::filesystem::path& path, const ConversionPlan& plan,
                                     const WeightsPlan& weights, ConversionListener& listener,
                                     const std::stop_token& stop);

/// Opens the file anew and compares header and every tensor's hash with what was written; returns the SHA-256 of the
/// whole file. Throws `Error` that names the first tensor that differs.
std::string readBackWeights(const std::filesystem::path& path, const WeightsPlan& weights,
                            const std::vector<WrittenRow>& written, ProgressSink& progress,
                            const std::stop_token& stop);

} // namespace samscope
