#pragma once

#include "core/base/work.h"
#include "core/checkpoint/safetensors/safetensors_writer.h"
#include "core/convert/convert.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace samscope {

/// model.safetensors before it is written: its layout and, for each of its tensors, the row of the plan behind it.
struct WeightsPlan
{
    SafetensorsLayout layout;
    std::vector<std::size_t> rows; ///< parallel to layout.tensors(), indexes into RemapPlan::rows
    bool withSha256 = true;        ///< of each tensor
};

WeightsPlan planWeights(const RemapPlan& remap, const ConvertOptions& options);

/// A row whose bytes are in the file, with the sum they must have when they are read back.
struct WrittenTensor
{
    WrittenRow row;
    std::uint32_t crc32 = 0;
};

/// Writes the file, a tensor on each of up to four cores, in pieces, and flushes it to the disk. Returns its tensors in
/// the order of the file.
std::vector<WrittenTensor> writeWeights(const std::filesystem::path& path, const ConversionPlan& plan,
                                        const WeightsPlan& weights, const Work& work, const RowListener& rowWritten);

/// Opens the file anew and compares its header and every tensor's CRC-32 with what was written. Throws `Error` that
/// names a tensor that differs.
void readBackWeights(const std::filesystem::path& path, const WeightsPlan& weights,
                     const std::vector<WrittenTensor>& written, const Work& work);

} // namespace samscope
