#include "core/fast/kernels/gemm.h"

#include "core/fast/kernels/bfloat16.h"
#include "core/fast/kernels/panels.h"

#include <algorithm>

// The order of these is Highway's.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/fast/kernels/gemm.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include "core/fast/kernels/simd_math-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace samscope::HWY_NAMESPACE {

constexpr int tileRows = HWY_TARGET <= HWY_AVX3 ? 8 : 4;

// Calls use(function), which changes a few vectors in place.
template <typename Use> HWY_INLINE void withFinish(Finish finish, const Use& use)
{
    switch (finish) {
    case Finish::Nothing:
        return use([](auto&) {});
    case Finish::Gelu:
        return use([](auto& x) { gelu(x); });
    case Finish::Relu:
        return use([](auto& x) { relu(x); });
    }
}

template <int R, int V> struct Tile
{
    FloatVector sum[R][V];

    HWY_INLINE void begin(const TileTask<float>& task)
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
    HWY_INLINE void accumulate(const TileTask<float>& task)
    {
        const FloatTag d;
        const std::size_t lanes = hn::Lanes(d);
        const float* weights = task.weights;
        const float* ahead = task.ahead;
        const std::size_t aheadStep = task.aheadStep(task.depth);
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

    template <typename Function> HWY_INLINE void end(const TileTask<float>& task, const Function& function)
    {
        const FloatTag d;
        const std::size_t lanes = hn::Lanes(d);
        HWY_UNROLL(8)
        for (int r = 0; r < R; ++r) {
            function(sum[r]);
            HWY_UNROLL(3)
            for (int v = 0; v < V; ++v) {
                hn::StoreU(sum[r][v], d, task.c + r * task.cStride + v * lanes);
            }
        }
    }
};

struct ComputeTile
{
    template <int R, int V> HWY_NOINLINE void operator()(const TileTask<float>& task) const
    {
        Tile<R, V> tile;
        tile.begin(task);
        tile.accumulate(task);
        withFinish(task.finish, [&](const auto& function) { tile.end(task, function); });
    }
};

void multiplyRows(const PackedMatrix& matrix, ConstRows a, Rows c, int rows, Start start, Finish finish)
{
    multiplyPanels<tileRows>(matrix, a.data, a.stride, c, rows, start, finish, static_cast<int>(hn::Lanes(FloatTag())),
                             ComputeTile());
}

template <typename Function> HWY_INLINE void applyToRows(Rows c, int rows, int width, const Function& function)
{
    const FloatTag d;
    for (int r = 0; r < rows; ++r) {
        float* row = c.data + r * c.stride;
        for (int i = 0; i < width; i += static_cast<int>(hn::Lanes(d))) {
            FloatVector x[1] = {hn::LoadU(d, row + i)};
            function(x);
            hn::StoreU(x[0], d, row + i);
        }
    }
}

void finishEach(Rows c, int rows, int width, Finish finish)
{
    if (finish != Finish::Nothing) {
        withFinish(finish, [&](const auto& function) { applyToRows(c, rows, width, function); });
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
HWY_EXPORT(finishEach);
HWY_EXPORT(lanesHere);

PackedMatrix::PackedMatrix(std::span<const float> weight, std::span<const float> bias, int outputs, int inputs,
                           const Packing& packing)
    : m_precision(packing.precision), m_outputs(outputs), m_inputs(inputs), m_bias(paddedWidth(outputs), packing.memory)
{
    const float scale = packing.scale;
    std::ranges::transform(bias, m_bias.data(), [&](float value) { return scale * value; });
    if (m_precision == Precision::BFloat16) {
        m_inputStep = 2;
        pack<std::uint16_t>(weight, bfloat16Lanes, packing.memory,
                            [&](float value) { return toBFloat16(scale * value); });
    } else {
        pack<float>(weight, HWY_DYNAMIC_DISPATCH(lanesHere)(), packing.memory,
                    [&](float value) { return scale * value; });
    }
}

template <typename Element, typename Convert>
void PackedMatrix::pack(std::span<const float> weight, int lanes, std::pmr::memory_resource* memory,
                        const Convert& convert)
{
    const int mostInputs = static_cast<int>(mostPanelBytes / sizeof(Element)) / (panelVectors * lanes);
    const int blocks = (m_inputs + mostInputs - 1) / mostInputs;
    m_blockInputs = static_cast<int>(paddedDepth((m_inputs + blocks - 1) / blocks));
    const std::size_t size = paddedDepth(m_inputs) * ((m_outputs + lanes - 1) / lanes * lanes);
    m_values = FloatBuffer(size * sizeof(Element) / sizeof(float), memory);
    auto* out = reinterpret_cast<Element*>(m_values.data());
    for (int k0 = 0; k0 < m_inputs; k0 += m_blockInputs) {
        const int k1 = std::min(m_inputs, k0 + m_blockInputs);
        for (int n0 = 0; n0 < m_outputs; n0 += panelVectors * lanes) {
            const int filled = std::min(panelVectors * lanes, m_outputs - n0);
            const int width = (filled + lanes - 1) / lanes * lanes;
            for (int k = k0; k < k1; k += m_inputStep, out += width * m_inputStep) {
                for (int n = 0; n < filled; ++n) {
                    const float* values = weight.data() + static_cast<std::size_t>(n0 + n) * m_inputs + k;
                    for (int i = 0; i < std::min(m_inputStep, k1 - k); ++i) {
                        out[n * m_inputStep + i] = convert(values[i]);
                    }
                }
            }
        }
    }
}

void roundRows(Precision precision, Rows a, int rows, int width)
{
    if (precision == Precision::BFloat16) {
        roundToBFloat16(a, rows, width);
    }
}

void multiply(const PackedMatrix& matrix, ConstRows a, Rows c, int rows, Start start, Finish finish)
{
    if (matrix.precision() == Precision::BFloat16) {
        multiplyBFloat16(matrix, a, c, rows, start);
        HWY_DYNAMIC_DISPATCH(finishEach)(c, rows, matrix.outputs(), finish);
    } else {
        HWY_DYNAMIC_DISPATCH(multiplyRows)(matrix, a, c, rows, start, finish);
    }
}

} // namespace samscope
#endif
