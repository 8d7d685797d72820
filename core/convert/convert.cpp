#include "core/convert/convert.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/staged_folder.h"
#include "core/checkpoint/tensor_stream.h"
#include "core/convert/hf_folder.h"
#include "core/convert/model_name.h"
#include "core/convert/read_back.h"
#include "core/convert/weights_file.h"

#include <algorithm>
#include <iterator>

namespace samscope {

namespace fs = std::filesystem;

namespace {

constexpr const char* weightsName = "model.safetensors";

/// What config.json states: the widest floating-point type that is written, so that loading in it loses nothing.
DType statedDType(const WeightsPlan& weights)
{
    for (const DType dtype : {DType::F64, DType::F32, DType::F16, DType::BF16}) {
        if (std::ranges::count(weights.layout.tensors(), dtype, &SafetensorsTensor::dtype) > 0) {
            return dtype;
        }
    }
    return DType::F32;
}

struct SmallFile
{
    std::string name;
    std::string text;
};

std::vector<SmallFile> smallFiles(const SamConfig& config, DType dtype, ProcessorLayout layout)
{
    std::vector<SmallFile> files = {{"config.json", configJson(config, dtype)}};
    if (layout != ProcessorLayout::V5) {
        files.push_back({"preprocessor_config.json", preprocessorConfigJson(config)});
    }
    if (layout != ProcessorLayout::V4) {
        files.push_back({"processor_config.json", processorConfigJson(config)});
    }
    return files;
}

void writeSmallFile(const fs::path& folder, const SmallFile& contents)
{
    File file = File::createNew(folder / contents.name);
    file.write(asBytes(contents.text));
    file.sync();
    file.close();
    if (sha256(*openByteSource(folder / contents.name)) != sha256(asBytes(contents.text))) {
        failReadBack(folder / contents.name, {});
    }
}

std::vector<std::string> writeRest(const StagedFolder& stage, const std::vector<SmallFile>& small)
{
    std::vector<std::string> names = {weightsName};
    for (const SmallFile& file : small) {
        writeSmallFile(stage.path(), file);
        names.push_back(file.name);
    }
    for (const std::string& name : carryOver(stage.goal(), stage.path())) {
        names.push_back(name);
    }
    return names;
}

/// A failure to write names the destination instead of the stage, which is about to vanish, and how much would be
/// needed.
[[noreturn]] void failInStage(const Error& error, const StagedFolder& stage, std::uint64_t needed)
{
    const fs::path file = error.problem().file;
    if (file.parent_path() != stage.path()) {
        throw error;
    }
    Problem problem = error.problem();
    problem.file = (stage.goal() / file.filename()).string();
    problem.reason += ", " + humanBytes(needed) + " needed";
    throw Error(error.kind(), std::move(problem));
}

std::vector<WrittenRow> describeOthers(const ConversionPlan& plan, const std::stop_token& stop)
{
    std::vector<WrittenRow> others;
    for (std::size_t row = 0; row < plan.remap.rows.size(); ++row) {
        const RemapRow& planned = plan.remap.rows[row];
        if (!planned.written && planned.tensor && planned.tensor->dtype != DType::Unsupported) {
            others.push_back({.row = row,
                              .dtype = planned.tensor->dtype,
                              .bytes = planned.tensor->byteCount(),
                              .sha256 = tensorSha256(plan.checkpoint, *planned.tensor, stop)});
        }
    }
    return others;
}

} // namespace

ConversionPlan planConversion(const ConvertOptions& options)
{
    ConversionPlan plan{openSam(options.checkpoint, {.decoderHeads = options.decoderHeads})};
    requireSam(plan);
    if (plan.dict.layout == Layout::Hf) {
        throw Error({.file = options.checkpoint.string(),
                     .reason = "has transformers' names already",
                     .advice = "use it as it is, or go back to the original names with --reverse"});
    }
    requireConfig(plan);
    return plan;
}

ConversionResult convert(const ConversionPlan& plan, const ConvertOptions& options, const Work& work,
                         const RowListener& rowWritten)
{
    requireModelName(options.modelName, plan);
    requireComplete(plan);
    checkDestination(options.folder, plan.checkpoint.path, options.overwrite);
    const WeightsPlan weights = planWeights(plan.remap, options);
    const std::vector<SmallFile> small = smallFiles(requireConfig(plan), statedDType(weights), options.processorLayout);
    const fs::path destination = realDestination(options.folder);
    requireDiskSpace(destination, weights.layout.fileSize());

    ConversionResult result;
    result.folder = options.folder;
    result.bytes = weights.layout.fileSize();
    result.others = describeOthers(plan, work.stop);
    std::vector<WrittenTensor> written;
    StagedFolder stage(destination);
    try {
        written = writeWeights(stage.path() / weightsName, plan, weights, work, rowWritten);
        result.files = writeRest(stage, small);
    } catch (const Error& error) {
        failInStage(error, stage, result.bytes);
    }
    readBackWeights(stage.path() / weightsName, weights, written, work);
    std::ranges::transform(written, std::back_inserter(result.rows), &WrittenTensor::row);
    std::ranges::sort(result.rows, {}, &WrittenRow::row);
    checkDestinationContents(destination, options.overwrite);
    work.throwIfStopped();
    stage.publish();
    return result;
}

} // namespace samscope
