#include "core/fast/kernels/attention.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/fast/kernels/attention.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include "core/fast/kernels/simd_math-inl.h"

#ifndef SAMSCOPE_ATTENTION_LIMITS
#define SAMSCOPE_ATTENTION_LIMITS
namespace samscope {

// So many vectors of queries share every load of a key or value.
constexpr int mostQueryVectors = 2;

constexpr std::size_t widestTile = 16 * mostQueryVectors; // queries

// So many tiles of queries take turns at keys and values that fit the second-level cache: a third-level cache shared
// with other programs gives them too slowly to read all of them for each tile.
constexpr int mostTiles = 4;
constexpr int turnFloats = 32768;

// About so many keys are scored before their values are added.
constexpr int keysPerStep = 64;

// Of the weights, as powers of two: the least is nothing beside the others, and its products are no denormals.
constexpr float leastExponent = -100;
constexpr float mostExponent = 30;

constexpr int rowsPerStep(int columns)
{
    return columns >= keysPerStep ? 1 : keysPerStep / columns;
}

} // namespace samscope
#endif

HWY_BEFORE_NAMESPACE();
namespace samscope::HWY_NAMESPACE {

// Sums that stay in registers for each query vector: 2 x 12 of 32, or 2 x 6 of 16.
constexpr int mostSums = HWY_TARGET <= HWY_AVX3 ? 12 : 6;

// Calls function<size>(begin) for parts of nearly equal size, at most mostSums, that cover [0, count).
template <int Size = mostSums, typename Function> HWY_INLINE void forSize(int size, const Function& function)
{
    if constexpr (Size > 0) {
        if (size == Size) {
            return function.template operator()<Size>();
        }
        forSize<Size - 1>(size, function);
    }
}

template <typename Function> HWY_INLINE void inEqualParts(int count, const Function& function)
{
    const int parts = (count + mostSums - 1) / mostSums;
    const int size = count / parts;
    const int larger = count % parts;
    int begin = 0;
    if (larger > 0) {
        forSize(size + 1, [&]<int Size>() {
            for (const int end = larger * Size; begin < end; begin += Size) {
                function.template operator()<Size>(begin);
            }
        });
    }
    forSize(size, [&]<int Size>() {
        for (; begin < count; begin += Size) {
            function.template operator()<Size>(begin);
        }
    });
}

// Everything is laid out for Q vectors of queries: [key or channel][query].
template <int Q> struct QueryTile
{
    const float* queries; // headDim x stride
    std::size_t stride;
    int headDim;
    AttentionScratch::Tile scratch;
    FloatVector reference[Q]; // subtracted from every score
    FloatVector sum[Q];

    static std::size_t width() { return Q * hn::Lanes(FloatTag()); }

    // Products of the queries with K keys whose channel c lies at keys + c * keyStride, on top of what `dots` holds.
    template <int K>
    HWY_INLINE void addDots(const float* HWY_RESTRICT keys, std::size_t keyStride, FloatVector (&dots)[K][Q]) const
    {
        const FloatTag d;
        const float* query = queries;
        for (int c = 0; c < headDim; ++c) {
            FloatVector q[Q];
            HWY_UNROLL(2)
            for (int v = 0; v < Q; ++v) {
                q[v] = hn::Load(d, query + v * hn::Lanes(d));
            }
            HWY_UNROLL(12)
            for (int k = 0; k < K; ++k) {
                const FloatVector key = broadcast(keys[k]);
                HWY_UNROLL(2)
                for (int v = 0; v < Q; ++v) {
                    dots[k][v] = hn::MulAdd(q[v], key, dots[k][v]);
                }
            }
            query += stride;
            keys += keyStride;
        }
    }

    template <int K> HWY_INLINE void store(const FloatVector (&values)[K][Q], float* out) const
    {
        const FloatTag d;
        HWY_UNROLL(12)
        for (int k = 0; k < K; ++k) {
            HWY_UNROLL(2)
            for (int v = 0; v < Q; ++v) {
                hn::Store(values[k][v], d, out + k * width() + v * hn::Lanes(d));
            }
        }
    }

    // rowBias[key row][query], of queries in row `row`.
    HWY_INLINE void biasOfRows(const RelativePositions& positions, int rows, int row) const
    {
        inEqualParts(rows, [&]<int K>(int begin) {
            FloatVector dots[K][Q];
            clear(dots);
            addDots<K>(positions.rows + (rows - 1 - row) + begin, positions.stride, dots);
            store<K>(dots, scratch.rowBias + begin * width());
        });
    }

    // columnBias[key column][query], of queries in the columns from `column`.
    HWY_INLINE void biasOfColumns(const RelativePositions& positions, int columns, int column) const
    {
        const FloatTag d;
        inEqualParts(columns, [&]<int K>(int begin) {
            FloatVector dots[K][Q];
            clear(dots);
            const float* table = positions.columns + (columns - 1) + column - begin;
            const float* query = queries;
            for (int c = 0; c < headDim; ++c) {
                HWY_UNROLL(2)
                for (int v = 0; v < Q; ++v) {
                    const FloatVector q = hn::Load(d, query + v * hn::Lanes(d));
                    HWY_UNROLL(12)
                    for (int k = 0; k < K; ++k) {
                        dots[k][v] = hn::MulAdd(q, hn::LoadU(d, table - k + v * hn::Lanes(d)), dots[k][v]);
                    }
                }
                query += stride;
                table += positions.stride;
            }
            store<K>(dots, scratch.columnBias + begin * width());
        });
    }

    template <int K> static HWY_INLINE void clear(FloatVector (&values)[K][Q])
    {
        for (int k = 0; k < K; ++k) {
            for (int v = 0; v < Q; ++v) {
                values[k][v] = hn::Zero(FloatTag());
            }
        }
    }

    // Scores of one row of keys; `highest` follows.
    HWY_INLINE void scoreRow(const float* keys, std::size_t keyStride, int columns, int row, float* scores,
                             FloatVector (&highest)[Q]) const
    {
        const FloatTag d;
        FloatVector rowBias[Q];
        for (int v = 0; v < Q; ++v) {
            rowBias[v] = hn::Sub(hn::Load(d, scratch.rowBias + row * width() + v * hn::Lanes(d)), reference[v]);
        }
        inEqualParts(columns, [&]<int K>(int begin) {
            const float* columnBias = scratch.columnBias + begin * width();
            FloatVector dots[K][Q];
            HWY_UNROLL(12)
            for (int k = 0; k < K; ++k) {
                HWY_UNROLL(2)
                for (int v = 0; v < Q; ++v) {
                    dots[k][v] = hn::Add(rowBias[v], hn::Load(d, columnBias + k * width() + v * hn::Lanes(d)));
                }
            }
            addDots<K>(keys + begin, keyStride, dots);
            store<K>(dots, scores + begin * width());
            HWY_UNROLL(12)
            for (int k = 0; k < K; ++k) {
                HWY_UNROLL(2)
                for (int v = 0; v < Q; ++v) {
                    highest[v] = atLeast(highest[v], dots[k][v]);
                }
            }
        });
    }

    // The reference follows the highest score, by whole numbers so that rescaling is exact. It lags behind while the
    // weights stay far from overflow, so that it moves once and then hardly ever.
    HWY_INLINE void moveReference(const FloatVector (&highest)[Q], bool isFirst, float* scores, int keys)
    {
        const FloatTag d;
        bool isHigh = isFirst;
        for (int v = 0; v < Q; ++v) {
            isHigh = isHigh || !hn::AllFalse(d, hn::Gt(highest[v], broadcast(mostExponent)));
        }
        if (!isHigh) {
            return;
        }
        for (int v = 0; v < Q; ++v) {
            const FloatVector raised = hn::Ceil(highest[v]);
            const FloatVector move = isFirst ? raised : atLeast(hn::Zero(d), raised);
            reference[v] = hn::Add(reference[v], move);
            forEachOf(scores, keys, v, [&](FloatVector score) { return hn::Sub(score, move); });
            if (!isFirst) {
                const FloatVector factor = exp2(atLeast(broadcast(leastExponent), hn::Neg(move)));
                sum[v] = hn::Mul(sum[v], factor);
                forEachOf(scratch.sums, headDim, v, [&](FloatVector value) { return hn::Mul(value, factor); });
            }
        }
    }

    // values[i] becomes function(values[i]) for query vector `v` of `count` keys or channels.
    template <typename Function>
    static HWY_INLINE void forEachOf(float* values, int count, int v, const Function& function)
    {
        const FloatTag d;
        for (int i = 0; i < count; ++i) {
            float* value = values + i * width() + v * hn::Lanes(d);
            hn::Store(function(hn::Load(d, value)), d, value);
        }
    }

    // Scores become weights.
    HWY_INLINE void exponentiate(float* scores, int keys)
    {
        FloatVector total[Q];
        std::copy_n(sum, Q, total);
        for (int k = 0; k < keys; ++k) {
            exponentiateKey(scores + k * width(), total);
        }
        std::copy_n(total, Q, sum);
    }

    static HWY_INLINE void exponentiateKey(float* scores, FloatVector (&total)[Q])
    {
        const FloatTag d;
        FloatVector weights[Q];
        HWY_UNROLL(2)
        for (int v = 0; v < Q; ++v) {
            weights[v] = atLeast(broadcast(leastExponent), hn::Load(d, scores + v * hn::Lanes(d)));
        }
        exp2(weights);
        HWY_UNROLL(2)
        for (int v = 0; v < Q; ++v) {
            hn::Store(weights[v], d, scores + v * hn::Lanes(d));
            total[v] = hn::Add(total[v], weights[v]);
        }
    }

    HWY_INLINE void addValues(const float* weights, const float* values, int keys) const
    {
        const FloatTag d;
        inEqualParts(headDim, [&]<int C>(int begin) {
            float* target = scratch.sums + begin * width();
            FloatVector sums[C][Q];
            HWY_UNROLL(12)
            for (int c = 0; c < C; ++c) {
                HWY_UNROLL(2)
                for (int v = 0; v < Q; ++v) {
                    sums[c][v] = hn::Load(d, target + c * width() + v * hn::Lanes(d));
                }
            }
            const float* value = values + begin;
            const float* weight = weights;
            for (int k = 0; k < keys; ++k) {
                FloatVector w[Q];
                HWY_UNROLL(2)
                for (int v = 0; v < Q; ++v) {
                    w[v] = hn::Load(d, weight + v * hn::Lanes(d));
                }
                HWY_UNROLL(12)
                for (int c = 0; c < C; ++c) {
                    const FloatVector channel = broadcast(value[c]);
                    HWY_UNROLL(2)
                    for (int v = 0; v < Q; ++v) {
                        sums[c][v] = hn::MulAdd(w[v], channel, sums[c][v]);
                    }
                }
                weight += width();
                value += headDim;
            }
            store<C>(sums, target);
        });
    }

    HWY_INLINE void writeOut(float* out, std::size_t outStride, int count) const
    {
        for (int v = 0; v < Q; ++v) {
            const FloatVector inverse = hn::Div(broadcast(1.0f), sum[v]);
            forEachOf(scratch.sums, headDim, v, [&](FloatVector value) { return hn::Mul(value, inverse); });
        }
        for (int i = 0; i < count; ++i) {
            for (int c = 0; c < headDim; ++c) {
                out[i * outStride + c] = scratch.sums[c * width() + i];
            }
        }
    }
};

template <int Q>
QueryTile<Q> beginTile(const AttentionQueries& queries, int column, const AttentionKeys& keys,
                       const RelativePositions* positions, int headDim, const AttentionScratch::Tile& scratch)
{
    QueryTile<Q> tile{queries.queries + column, queries.stride, headDim, scratch, {}, {}};
    for (int v = 0; v < Q; ++v) {
        tile.reference[v] = hn::Zero(FloatTag());
        tile.sum[v] = hn::Zero(FloatTag());
    }
    const std::size_t width = tile.width();
    std::fill_n(scratch.sums, headDim * width, 0.0f);
    if (positions) {
        tile.biasOfRows(*positions, keys.rows, queries.row);
        tile.biasOfColumns(*positions, keys.columns, column);
    } else {
        std::fill_n(scratch.rowBias, keys.rows * width, 0.0f);
        std::fill_n(scratch.columnBias, keys.columns * width, 0.0f);
    }
    return tile;
}

// One step: the keys of `rows` rows from `row`.
template <int Q>
HWY_INLINE void attendKeys(QueryTile<Q>& tile, const AttentionKeys& keys, int row, int rows, float* scores)
{
    FloatVector highest[Q];
    std::fill_n(highest, Q, broadcast(-1e30f));
    for (int r = 0; r < rows; ++r) {
        tile.scoreRow(keys.keys + (row + r) * tile.headDim * keys.keyStride, keys.keyStride, keys.columns, row + r,
                      scores + r * keys.columns * tile.width(), highest);
    }
    const int count = rows * keys.columns;
    tile.moveReference(highest, row == 0, scores, count);
    tile.exponentiate(scores, count);
    tile.addValues(scores, keys.values + static_cast<std::size_t>(row) * keys.columns * tile.headDim, count);
}

// `tiles` of them from `column`.
template <int Q>
void attendTiles(const AttentionQueries& queries, int column, int tiles, const AttentionKeys& keys,
                 const RelativePositions* positions, int headDim, float* out, std::size_t outStride,
                 AttentionScratch& scratch)
{
    const int width = static_cast<int>(QueryTile<Q>::width());
    QueryTile<Q> tile[mostTiles];
    for (int t = 0; t < tiles; ++t) {
        tile[t] = beginTile<Q>(queries, column + t * width, keys, positions, headDim, scratch.tile(t));
    }
    const int stepRows = rowsPerStep(keys.columns);
    const auto stepFloats = stepRows * headDim * (static_cast<int>(keys.keyStride) + keys.columns);
    const int turnRows = stepRows * std::max(1, turnFloats / stepFloats);
    for (int begin = 0; begin < keys.rows; begin += turnRows) {
        const int end = std::min(begin + turnRows, keys.rows);
        for (int t = 0; t < tiles; ++t) {
            for (int row = begin; row < end; row += stepRows) {
                attendKeys(tile[t], keys, row, std::min(stepRows, end - row), scratch.scores());
            }
        }
    }
    for (int t = 0; t < tiles; ++t, column += width) {
        tile[t].writeOut(out + column * outStride, outStride, std::min(width, queries.count - column));
    }
}

void attendRow(const AttentionQueries& queries, const AttentionKeys& keys, const RelativePositions* positions,
               int headDim, float* out, std::size_t outStride, AttentionScratch& scratch)
{
    const int lanes = static_cast<int>(hn::Lanes(FloatTag()));
    int column = 0;
    while (queries.count - column > lanes) {
        const int tiles = std::clamp((queries.count - column) / (2 * lanes), 1, mostTiles);
        attendTiles<2>(queries, column, tiles, keys, positions, headDim, out, outStride, scratch);
        column += tiles * 2 * lanes;
    }
    if (column < queries.count) {
        attendTiles<1>(queries, column, 1, keys, positions, headDim, out, outStride, scratch);
    }
}

} // namespace samscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace samscope {

HWY_EXPORT(attendRow);

AttentionScratch::AttentionScratch(int headDim, int rows, int columns)
    : m_rowBias(widestTile * rows), m_columnBias(widestTile * columns), m_sums(widestTile * headDim)
{
    m_scores = FloatBuffer(widestTile * std::max(keysPerStep, columns));
    m_tiles = FloatBuffer(mostTiles * (m_rowBias + m_columnBias + m_sums));
}

AttentionScratch::Tile AttentionScratch::tile(int index)
{
    float* first = m_tiles.data() + index * (m_rowBias + m_columnBias + m_sums);
    return {first, first + m_rowBias, first + m_rowBias + m_columnBias};
}

void attend(const AttentionQueries& queries, const AttentionKeys& keys, const RelativePositions* positions, int headDim,
            float* out, std::size_t outStride, AttentionScratch& scratch)
{
    HWY_DYNAMIC_DISPATCH(attendRow)(queries, keys, positions, headDim, out, outStride, scratch);
}

} // namespace samscope
#endif
