#include "core/fast/kernels/bfloat16.h"

#include "core/fast/kernels/panels.h"

#include <cstdlib>
#include <cstring>

#if defined(__x86_64__)

#include <immintrin.h>

namespace samscope {

// Highway 1.0 has no target with these instructions, hence intrinsics.
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512bf16")

namespace {

constexpr int tileRows = 8;

template <int R, int V> struct PairTile
{
    __m512 sum[R][V];

    void begin(const TileTask<std::uint16_t>& task)
    {
        for (int r = 0; r < R; ++r) {
            for (int v = 0; v < V; ++v) {
                const float* c = task.c + r * task.cStride + v * bfloat16Lanes;
                const float* bias = task.bias + v * bfloat16Lanes;
                sum[r][v] = _mm512_loadu_ps(task.start == Start::Bias ? bias : c);
                if (task.start == Start::ResultAndBias) {
                    sum[r][v] = _mm512_add_ps(sum[r][v], _mm512_loadu_ps(bias));
                }
            }
        }
    }

    // The next panel comes into the second-level cache meanwhile, as in the kernel for float32.
    void accumulate(const TileTask<std::uint16_t>& task)
    {
        const int pairs = (task.depth + 1) / 2;
        const std::uint16_t* weights = task.weights;
        const std::uint16_t* ahead = task.ahead;
        const std::size_t aheadStep = task.aheadStep(pairs);
        for (int k = 0; k < pairs; ++k) {
            __builtin_prefetch(ahead, 0, 2);
            ahead += aheadStep;
            __m512bh w[V];
            for (int v = 0; v < V; ++v) {
                w[v] = (__m512bh)_mm512_load_si512(weights + v * 2 * bfloat16Lanes);
            }
            for (int r = 0; r < R; ++r) {
                std::int32_t pair;
                std::memcpy(&pair, task.a + r * task.aStride + 2 * k, sizeof(pair));
                const auto a = (__m512bh)_mm512_set1_epi32(pair);
                for (int v = 0; v < V; ++v) {
                    sum[r][v] = _mm512_dpbf16_ps(sum[r][v], w[v], a);
                }
            }
            weights += V * 2 * bfloat16Lanes;
        }
    }

    void end(const TileTask<std::uint16_t>& task) const
    {
        for (int r = 0; r < R; ++r) {
            for (int v = 0; v < V; ++v) {
                _mm512_storeu_ps(task.c + r * task.cStride + v * bfloat16Lanes, sum[r][v]);
            }
        }
    }
};

struct ComputePairTile
{
    template <int R, int V> [[gnu::noinline]] void operator()(const TileTask<std::uint16_t>& task) const
    {
        PairTile<R, V> tile;
        tile.begin(task);
        tile.accumulate(task);
        tile.end(task);
    }
};

} // namespace

void roundToBFloat16(Rows a, int rows, int width)
{
    for (int r = 0; r < rows; ++r) {
        float* from = a.data + r * a.stride;
        auto* to = reinterpret_cast<std::uint16_t*>(from);
        int i = 0;
        for (; i + 16 <= width; i += 16) {
            const auto rounded = (__m256i)_mm512_cvtneps_pbh(_mm512_loadu_ps(from + i));
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i), rounded);
        }
        // The last pair is filled with zero.
        const auto rest = static_cast<__mmask16>((1u << (width - i)) - 1);
        const auto stored = static_cast<__mmask16>((1u << (width - i + 1) / 2 * 2) - 1);
        const auto rounded = (__m256i)_mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(rest, from + i));
        _mm256_mask_storeu_epi16(to + i, stored, rounded);
    }
}

void multiplyBFloat16(const PackedMatrix& matrix, ConstRows a, Rows c, int rows, Start start)
{
    multiplyPanels<tileRows>(matrix, reinterpret_cast<const std::uint16_t*>(a.data), 2 * a.stride, c, rows, start,
                             Finish::Nothing, bfloat16Lanes, ComputePairTile());
}

} // namespace samscope

#pragma GCC pop_options

#else

namespace samscope {

void roundToBFloat16(Rows, int, int)
{
    std::abort();
}

void multiplyBFloat16(const PackedMatrix&, ConstRows, Rows, int, Start)
{
    std::abort();
}

} // namespace samscope

#endif
