#include "core/inference/model_source.h"

#include "core/base/error.h"
#include "core/base/process.h"
#include "core/checkpoint/cast.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/checkpoint/tensor_stream.h"
#include "core/model/hf_config.h"
#include "core/model/state_dict.h"
#include "core/model/variant_detect.h"

#include <fmt/format.h>

namespace samscope {

namespace {

SamConfig configOf(const Checkpoint& checkpoint, const StateDict& dict, const PredictorOptions& options)
{
    if (!checkpoint.config.empty()) {
        return readSamConfig(checkpoint.config, (checkpoint.path / "config.json").string());
    }
    const Detection detection = detectVariant(dict, options.decoderHeads.value_or(8));
    if (!detection.config) {
        throw Error({.file = checkpoint.path.string(),
                     .reason = detection.problems.empty() ? "is no SAM" : detection.problems.front()});
    }
    return *detection.config;
}

void refuseProblems(const Checkpoint& checkpoint, const RemapPlan& plan)
{
    if (plan.canConvert()) {
        return;
    }
    for (const RemapRow& row : plan.rows) {
        if (!row.problem.empty()) {
            throw Error({.file = checkpoint.path.string(),
                         .place = row.source.empty() ? row.target : row.source,
                         .reason = row.problem,
                         .advice = fmt::format("{} in all", counted(plan.problems, "problem"))});
        }
    }
}

} // namespace

ModelSource::ModelSource(const std::filesystem::path& model, const PredictorOptions& options)
    : m_checkpoint(openCheckpoint(model)), m_deviceRequested(options.device)
{
    const StateDict dict = selectStateDict(m_checkpoint);
    m_layout = dict.layout;
    m_config = configOf(m_checkpoint, dict, options);
    m_plan = planRemap(dict, m_config);
    refuseProblems(m_checkpoint, m_plan);
    for (std::size_t i = 0; i < m_plan.rows.size(); ++i) {
        const RemapRow& row = m_plan.rows[i];
        if (row.written) {
            m_rows.emplace(row.target, i);
            m_names.push_back(row.target);
            m_state.total += row.tensor->byteCount();
        }
    }
}

ModelInfo ModelSource::info() const
{
    return {.path = m_checkpoint.path,
            .variant = std::string(variantName(m_config)),
            .layout = m_layout,
            .config = m_config,
            .device = {},
            .deviceRequested = m_deviceRequested,
            .deviceNote = {}};
}

std::uint64_t ModelSource::weightBytes() const
{
    std::uint64_t bytes = 0;
    for (const std::string& name : m_names) {
        bytes += row(name).tensor->elementCount() * sizeof(float);
    }
    return bytes;
}

void ModelSource::requireMemory(std::uint64_t bytes) const
{
    const std::uint64_t available = availableMemoryBytes();
    if (available > 0 && bytes > available) {
        throw Error({.file = m_checkpoint.path.string(),
                     .reason = fmt::format("this model needs {} of memory and {} are free", humanBytes(bytes),
                                           humanBytes(available)),
                     .advice = "close other programs or take a smaller variant"});
    }
}

void ModelSource::reportTo(const Work& work)
{
    m_progress = &work.progress;
    m_stop = work.stop;
}

const RemapRow& ModelSource::row(const std::string& name) const
{
    const auto found = m_rows.find(name);
    if (found == m_rows.end()) {
        throw Error({.file = m_checkpoint.path.string(),
                     .place = name,
                     .reason = "the network asks for a tensor that is not there"});
    }
    return m_plan.rows[found->second];
}

void ModelSource::read(const std::string& name, std::span<float> out)
{
    throwIfStopped(m_stop);
    const TensorEntry& entry = *row(name).tensor;
    std::span<std::byte> rest = std::as_writable_bytes(out);
    const std::size_t width = itemSize(entry.dtype);
    streamTensor(
        m_checkpoint, entry,
        [&](std::span<const std::byte> chunk) {
            const std::size_t bytes = chunk.size() / width * sizeof(float);
            castElements(chunk, entry.dtype, rest.first(bytes), DType::F32);
            rest = rest.subspan(bytes);
        },
        m_stop);
    const std::lock_guard lock(m_reading);
    m_state.done += entry.byteCount();
    m_progress->report(m_state);
}

std::vector<float> ModelSource::read(const std::string& name)
{
    std::vector<float> values(row(name).tensor->elementCount());
    read(name, values);
    return values;
}

} // namespace samscope
