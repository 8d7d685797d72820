#include "core/inference/model_source.h"

#include "core/base/error.h"
#include "core/base/process.h"
#include "core/checkpoint/cast.h"
#include "core/checkpoint/tensor_stream.h"

#include <fmt/format.h>

namespace samscope {

ModelSource::ModelSource(const std::filesystem::path& model, const PredictorOptions& options)
    : m_sam(openSam(model, {.decoderHeads = options.decoderHeads.value_or(SamOptions{}.decoderHeads)})),
      m_rows(m_sam.remap.writtenRows()), m_deviceRequested(options.device)
{
    requireComplete(m_sam);
    for (const RemapRow& row : m_sam.remap.rows) {
        if (row.written) {
            m_names.push_back(row.target);
            m_state.total += row.tensor->byteCount();
        }
    }
}

ModelInfo ModelSource::info() const
{
    return {.path = m_sam.checkpoint.path,
            .variant = m_sam.detection.variant,
            .layout = m_sam.dict.layout,
            .config = config(),
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
        throw Error({.file = m_sam.checkpoint.path.string(),
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
        throw Error({.file = m_sam.checkpoint.path.string(),
                     .place = name,
                     .reason = "the network asks for a tensor that is not there"});
    }
    return m_sam.remap.rows[found->second];
}

void ModelSource::read(const std::string& name, std::span<float> out)
{
    throwIfStopped(m_stop);
    const TensorEntry& entry = *row(name).tensor;
    std::span<std::byte> rest = std::as_writable_bytes(out);
    const std::size_t width = itemSize(entry.dtype);
    streamTensor(
        m_sam.checkpoint, entry,
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
