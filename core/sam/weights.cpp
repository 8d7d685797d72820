#include "core/sam/weights.h"

#include <fmt/format.h>

#include <vector>

#include "core/base/error.h"
#include "core/base/process.h"
#include "core/checkpoint/cast.h"

namespace samscope {

namespace {

// What an encode needs beside the weights: the stream of tokens, the widest MLP and the scratch of the attention.
constexpr std::uint64_t encoderWorkspace = 350'000'000;

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

std::vector<const RemapRow*> rowsToRead(const RemapPlan& plan)
{
    std::vector<const RemapRow*> rows;
    for (const RemapRow& row : plan.rows) {
        if (row.written) {
            rows.push_back(&row);
        }
    }
    return rows;
}

void refuseShortMemory(const Checkpoint& checkpoint, const std::vector<const RemapRow*>& rows)
{
    std::uint64_t need = encoderWorkspace;
    for (const RemapRow* row : rows) {
        need += row->tensor->elementCount() * sizeof(float);
    }
    const std::uint64_t available = availableMemoryBytes();
    if (available > 0 && need > available) {
        throw Error({.file = checkpoint.path.string(),
                     .reason = fmt::format("this model needs {} of memory and {} are free", humanBytes(need),
                                           humanBytes(available)),
                     .advice = "close other programs or take a smaller variant"});
    }
}

at::Tensor readTensor(const Checkpoint& checkpoint, const TensorEntry& entry, const std::stop_token& stop)
{
    const std::vector<std::int64_t> shape(entry.shape.begin(), entry.shape.end());
    at::Tensor tensor = at::empty(shape, at::kFloat);
    std::span<std::byte> rest(static_cast<std::byte*>(tensor.mutable_data_ptr()), tensor.nbytes());
    const std::size_t width = itemSize(entry.dtype);
    streamTensor(
        checkpoint, entry,
        [&](std::span<const std::byte> chunk) {
            const std::size_t bytes = chunk.size() / width * sizeof(float);
            castElements(chunk, entry.dtype, rest.first(bytes), DType::F32);
            rest = rest.subspan(bytes);
        },
        stop);
    return tensor;
}

} // namespace

at::Tensor Weights::take(const std::string& name)
{
    auto node = m_tensors.extract(name);
    if (node.empty()) {
        throw Error({.place = name, .reason = "the network asks for a tensor that is not there"});
    }
    return std::move(node.mapped());
}

Weights readWeights(const Checkpoint& checkpoint, const RemapPlan& plan, at::Device device, ProgressSink& progress,
                    const std::stop_token& stop)
{
    refuseProblems(checkpoint, plan);
    const std::vector<const RemapRow*> rows = rowsToRead(plan);
    refuseShortMemory(checkpoint, rows);

    Progress state{.stage = "loading", .unit = Unit::Bytes};
    for (const RemapRow* row : rows) {
        state.total += row->tensor->byteCount();
    }
    Weights weights;
    for (const RemapRow* row : rows) {
        throwIfStopped(stop);
        weights.add(row->target, readTensor(checkpoint, *row->tensor, stop).to(device));
        state.done += row->tensor->byteCount();
        progress.report(state);
    }
    return weights;
}

} // namespace samscope
