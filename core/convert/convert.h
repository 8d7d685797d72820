#pragma once

#include "core/base/work.h"
#include "core/model/hf_config.h"
#include "core/model/sam_checkpoint.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace samscope {

struct ConvertOptions
{
    std::filesystem::path checkpoint;
    std::filesystem::path folder;            ///< the destination; missing or empty unless `overwrite`
    std::string modelName;                   ///< one of the five names, or empty: read from the shapes
    std::optional<DType> dtype = DType::F32; ///< nothing keeps each tensor's own dtype
    ProcessorLayout processorLayout = ProcessorLayout::V4;
    int decoderHeads = 8;   ///< the one number that no shape tells
    bool overwrite = false; ///< what it may replace: see checkDestination in hf_folder.h
    bool withSha256 = true; ///< WrittenRow::sha256 of each tensor; back to Meta always
};

/// Everything known before a byte is written: a SAM with original names and a known config. Where keys do not fit,
/// `convert` refuses.
struct ConversionPlan : SamCheckpoint
{
};

/// Reads the checkpoint's table of contents and plans every key; nothing is written. Throws `Error` when the file
/// cannot be read, is not a SAM whose config is known, or has transformers' names already. `modelName` is not looked
/// at: see requireModelName.
ConversionPlan planConversion(const ConvertOptions& options);

/// What was written for one row of the plan (index into RemapPlan::rows).
struct WrittenRow
{
    std::size_t row = 0;
    DType dtype = DType::F32;
    std::uint64_t bytes = 0;
    std::string sha256;          ///< of the written bytes, empty where nobody asked for it
    std::uint64_t notFinite = 0; ///< NaN and infinite elements, converted faithfully
};

/// Hears every row as soon as its bytes and those before it are in the staged file, in the order of the file. Called
/// from one thread at a time, though not always the same; may be empty.
using RowListener = std::function<void(const WrittenRow&)>;

struct ConversionResult
{
    std::filesystem::path folder;
    std::vector<std::string> files; ///< names in the folder
    std::uint64_t bytes = 0;        ///< of model.safetensors
    std::vector<WrittenRow> rows;   ///< rows that are written, in the order of the plan
    std::vector<WrittenRow> others; ///< rows whose source is read but not written (tied, dropped), as in the source
};

/// Writes the folder: staged beside the destination, flushed, read back, compared and renamed into place. Throws
/// `Error` (another model than `modelName`, keys that do not fit, destination not usable, disk full, damaged source,
/// stop) and then leaves the destination as it was.
ConversionResult convert(const ConversionPlan& plan, const ConvertOptions& options, const Work& work,
                         const RowListener& rowWritten = {});

} // namespace samscope
