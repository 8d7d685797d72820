#include "core/fast/kernels/gemm.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/fast/kernels/gemm.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include "core/fast/kernels/simd_math-inl.h"

#ifndef SAMSCOPE_GEMM_LIMITS
#define SAMSCOPE_GEMM_LIMITS
namespace samscope {

// Packing and multiplying agree on it. A tile of results stays in registers: 8 x 3 of 32 vectors, or 4 x 3 of 16.
constexpr int panelVectors = 3;

} // namespace samscope
#endif

HWY_BEFORE_NAMESPACE();
namespace samscope::HWY_NAMESPACE {

constexpr int tileRows = HWY_TARGET <= HWY_AVX3 ? 8 : 4;

struct TileTask
{
    const float* a;
    std::size_t aStride;
    const float* weights; // depth x (vectors * lanes)
    int depth;
    float* c;
    std::size_t cStride;
    const float* bias;
    Start start;
    Finish finish;
    const float* ahead;    // the part of the next panel to fetch meanwhile
    std::size_t aheadSize; // floats
};

template <int R, int V> struct Tile
{
    FloatVector sum[R][V];

    HWY_INLINE void begin(const TileTask& task)
    {
        const FloatTag d;
        const std::size_t lanes = hn::Lanes(d);
        HWY_UNROLL(8)
        for (int r = 0; r < R; ++r) {
            HWY_UNROLL(3)
            for (int v = 0; v < V; ++v) {
                const float* c = task.c + r * task.cStride + v * lanes;
                sum[r][v] = task.start == Start::Bias ? hn::LoadU(d, task.bias + v * lanes) : hn::LoadU(d, c);
                if (task.start == Start::ResultAndBias) {
                    sum[r][v] = hn::Add(sum[r][v], hn::LoadU(d, task.bias + v * lanes));
                }
            }
        }
    }

    // The next panel comes into the second-level cache meanwhile, a line now and then: all lines at once would hold up
    // the loads of this panel, and without them the first rows of every panel wait for memory.
    HWY_INLINE void accumulate(const TileTask& task)
    {
        const FloatTag d;
        const std::size_t lanes = hn::Lanes(d);
        const float* weights = task.weights;
        const float* ahead = task.ahead;
        const std::size_t aheadStep = task.aheadSize / static_cast<std::size_t>(task.depth);
        for (int k = 0; k < task.depth; ++k) {
            __builtin_prefetch(ahead, 0, 2);
            ahead += aheadStep;
            FloatVector w[V];
            HWY_UNROLL(3)
            for (int v = 0; v < V; ++v) {
                w[v] = hn::Load(d, weights + v * lanes);
            }
            HWY_UNROLL(8)
            for (int r = 0; r < R; ++r) {
                const FloatVector a = broadcast(task.a[r * task.aStride + k]);
                HWY_UNROLL(3)
                for (int v = 0; v < V; ++v) {
                    sum[r][v] = hn::MulAdd(a, w[v], sum[r][v]);
                }
            }
            weights += V * lanes;
        }
    }

    template <typename Function> HWY_INLINE void end(const TileTask& task, const Function& function)
    {
        const FloatTag d;
        const std::size_t lanes = hn::Lanes(d);
        HWY_UNROLL(8)
        for (int r = 0; r < R; ++r) {
            HWY_UNROLL(3)
            for (int v = 0; v < V; ++v) {
                hn::StoreU(function(sum[r][v]), d, task.c + r * task.cStride + v * lanes);
            }
        }
    }
};

template <int R, int V> HWY_NOINLINE void computeTile(const TileTask& task)
{
    Tile<R, V> tile;
    tile.begin(task);
    tile.accumulate(task);
    switch (task.finish) {
    case Finish::Nothing:
        return tile.end(task, [](FloatVector x) { return x; });
    case Finish::Gelu:
        return tile.end(task, [](FloatVector x) { return gelu(x); });
    case Finish::Relu:
        return tile.end(task, [](FloatVector x) { return atLeast(hn::Zero(FloatTag()), x); });
    }
}

template <int R> void computeRows(const TileTask& task, int vectors)
{
    switch (vectors) {
    case 1:
        return computeTile<R, 1>(task);
    case 2:
        return computeTile<R, 2>(task);
    default:
        return computeTile<R, panelVectors>(task);
    }
}

// All rows over one panel, which stays in the first-level cache meanwhile.
void computePanel(TileTask task, int rows, int vectors)
{
    const auto advance = [&](int done) {
        task.a += done * task.aStride;
        task.c += done * task.cStride;
        task.ahead += task.aheadSize;
        rows -= done;
    };
    for (; rows >= tileRows; advance(tileRows)) {
        computeRows<tileRows>(task, vectors);
    }
    if constexpr (tileRows > 4) {
        for (; rows >= 4; advance(4)) {
            computeRows<4>(task, vectors);
        }
    }
    for (; rows >= 2; advance(2)) {
        computeRows<2>(task, vectors);
    }
    if (rows > 0) {
        computeRows<1>(task, vectors);
    }
}

void multiplyRows(const PackedMatrix& matrix, ConstRows a, Rows c, int rows, Start start, Finish finish)
{
    const int lanes = static_cast<int>(hn::Lanes(FloatTag()));
    const float* weights = matrix.values();
    for (int k = 0; k < matrix.inputs(); k += matrix.blockInputs()) {
        const int depth = std::min(matrix.blockInputs(), matrix.inputs() - k);
        const bool isLast = k + depth == matrix.inputs();
        for (int n = 0; n < matrix.outputs(); n += panelVectors * lanes) {
            const int vectors = std::min(panelVectors, (matrix.outputs() - n + lanes - 1) / lanes);
            const std::size_t panelSize = static_cast<std::size_t>(depth) * vectors * lanes;
            const TileTask task{.a = a.data + k,
                                .aStride = a.stride,
                                .weights = weights,
                                .depth = depth,
                                .c = c.data + n,
                                .cStride = c.stride,
                                .bias = matrix.bias() + n,
                                .start = k == 0 ? start : Start::Result,
                                .finish = isLast ? finish : Finish::Nothing,
                                .ahead = weights + panelSize,
                                .aheadSize = panelSize * tileRows / static_cast<std::size_t>(rows)};
            computePanel(task, rows, vectors);
            weights += panelSize;
        }
    }
}

int lanesHere()
{
    return static_cast<int>(hn::Lanes(FloatTag()));
}

} // namespace samscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace samscope {

HWY_EXPORT(multiplyRows);
HWY_EXPORT(lanesHere);

namespace {

// A panel of 32 KiB: with the rows that it meets it fits the 48 KiB of a first-level cache beside AVX-512, and fills
// the 32 KiB of others.
constexpr int mostPanelFloats = 8192;

} // namespace

PackedMatrix::PackedMatrix(std::span<const float> weight, std::span<const float> bias, int outputs, int inputs,
                           float scale)
    : m_outputs(outputs), m_inputs(inputs)
{
    const int lanes = HWY_DYNAMIC_DISPATCH(lanesHere)();
    const int mostInputs = mostPanelFloats / (panelVectors * lanes);
    const int blocks = (inputs + mostInputs - 1) / mostInputs;
    m_blockInputs = (inputs + blocks - 1) / blocks;
    m_values = FloatBuffer(static_cast<std::size_t>(inputs) * ((outputs + lanes - 1) / lanes * lanes));
    float* out = m_values.data();
    for (int k0 = 0; k0 < inputs; k0 += m_blockInputs) {
        const int k1 = std::min(inputs, k0 + m_blockInputs);
        for (int n0 = 0; n0 < outputs; n0 += panelVectors * lanes) {
            const int filled = std::min(panelVectors * lanes, outputs - n0);
            const int width = (filled + lanes - 1) / lanes * lanes;
            for (int k = k0; k < k1; ++k, out += width) {
                for (int n = 0; n < filled; ++n) {
                    out[n] = scale * weight[static_cast<std::size_t>(n0 + n) * inputs + k];
                }
            }
        }
    }
    m_bias = FloatBuffer(paddedWidth(outputs));
    std::ranges::transform(bias, m_bias.data(), [&](float value) { return scale * value; });
}

void multiply(const PackedMatrix& matrix, ConstRows a, Rows c, int rows, Start start, Finish finish)
{
    HWY_DYNAMIC_DISPATCH(multiplyRows)(matrix, a, c, rows, start, finish);
}

} // namespace samscope
#endif
