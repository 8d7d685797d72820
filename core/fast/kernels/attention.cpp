// One head of an attention. For the query q at row i, column j of the grid, over the keys at all rows m and columns n:
//
//   score(m, n)  = q . key(m, n) + rowBias(m) + columnBias(n)
//   rowBias(m)   = q . rowTable(i - m)        columnBias(n) = q . columnTable(j - n)
//   weight(m, n) = 2^(score(m, n) - reference)
//   result       = sum of weight(m, n) value(m, n) / sum of weight(m, n)
//
// The result is the same for every reference; the reference only keeps the sum of the weights between minSum and
// maxSum. It starts at 0 and moves when a step of keys leaves that range. core/fast/README.md explains why, and the
// order of work.
#include "core/fast/kernels/attention.h"

#include <algorithm>

// The order of these is Highway's.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/fast/kernels/attention.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include "core/fast/kernels/simd_math-inl.h"
#include "core/fast/kernels/transpose.h"

#ifndef SAMSCOPE_ATTENTION_LIMITS
#define SAMSCOPE_ATTENTION_LIMITS
namespace samscope {

// A tile: the queries that share every load of a key or a value.
constexpr int maxQueryVectors = 2;
constexpr std::size_t maxTileWidth = 16 * maxQueryVectors; // queries

// A step: the rows of keys that a tile scores before it adds their values: at most this many keys, or a single row.
constexpr int keysPerStep = 128;

// A turn: the steps that one tile after the other takes while their keys and values (this many floats) are in the
// second-level cache. A third-level cache shared with other programs is too slow to read all of them for each tile.
constexpr int maxTiles = 4;
constexpr int turnFloats = 32768;

constexpr float minSum = 0x1p-60f;
constexpr float maxSum = 0x1p60f;

// Steps of nearly equal size.
constexpr int rowsPerStep(int rows, int columns)
{
    const int maxRows = std::max(1, keysPerStep / columns);
    const int steps = (rows + maxRows - 1) / maxRows;
    return (rows + steps - 1) / steps;
}

} // namespace samscope
#endif
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace samscope::HWY_NAMESPACE {

// Sums that stay in registers for each vector of queries; for two of them there are 32 registers or 16. Scores leave
// some of these for what becomes of them.
constexpr int maxSums = HWY_TARGET <= HWY_AVX3 ? 14 : 6;
constexpr int maxScores = HWY_TARGET <= HWY_AVX3 ? 12 : 6;

// With 32 registers scores become weights before they are stored. With 16 there is no room for several powers of two
// side by side, each a chain of operations that wait for each other: scores are stored first and weighed a few keys at
// a time.
constexpr bool weighsInRegisters = HWY_TARGET <= HWY_AVX3;
constexpr int keysWeighedTogether = 2;

template <int Size, typename Function> HWY_INLINE void forSize(int size, const Function& function)
{
    if constexpr (Size > 0) {
        if (size == Size) {
            return function.template operator()<Size>();
        }
        forSize<Size - 1>(size, function);
    }
}

// Calls function<size>(begin) for parts of nearly equal size, at most Max, that cover [0, count).
template <int Max, typename Function> HWY_INLINE void inEqualParts(int count, const Function& function)
{
    const int parts = (count + Max - 1) / Max;
    const int size = count / parts;
    const int larger = count % parts;
    int begin = 0;
    if (larger > 0) {
        forSize<Max>(size + 1, [&]<int Size>() {
            for (const int end = larger * Size; begin < end; begin += Size) {
                function.template operator()<Size>(begin);
            }
        });
    }
    forSize<Max>(size, [&]<int Size>() {
        for (; begin < count; begin += Size) {
            function.template operator()<Size>(begin);
        }
    });
}

// 2^x for whole numbers x <= 0, exactly; 0 or nearly so from -126 on.
HWY_INLINE FloatVector powerOfTwo(FloatVector x)
{
    const FloatTag d;
    const hn::RebindToSigned<FloatTag> di;
    const auto exponent = hn::ConvertTo(di, hn::Add(atLeast(broadcast(-126), x), broadcast(127)));
    return hn::BitCast(d, hn::ShiftLeft<23>(exponent));
}

#if HWY_ARCH_X86
// Weights of nothing must not cost a hundred times the others: flush-to-zero and denormals-are-zero.
class DenormalsAreZero
{
public:
    DenormalsAreZero() { _mm_setcsr(m_before | 0x8040); }
    DenormalsAreZero(const DenormalsAreZero&) = delete;
    DenormalsAreZero& operator=(const DenormalsAreZero&) = delete;
    ~DenormalsAreZero() { _mm_setcsr(m_before); }

private:
    unsigned m_before = _mm_getcsr();
};
#else
struct DenormalsAreZero
{
};
#endif

// One vector of queries, of neighbouring columns of a row.
struct QueryVector
{
    int row;
    int column;
};

// Q vectors of queries, and what they keep while they go through the keys: [row, column, channel or key][query].
template <int Q> struct QueryTile
{
    const float* queries[Q]; // headDim x stride
    std::size_t stride;
    int headDim;
    AttentionScratch::Tile scratch;
    FloatVector reference[Q]; // subtracted from every score
    FloatVector sum[Q];       // of the weights

    static std::size_t width() { return Q * hn::Lanes(FloatTag()); }

    static HWY_INLINE FloatVector load(const float* values, int index, int v)
    {
        const FloatTag d;
        return hn::Load(d, values + index * width() + v * hn::Lanes(d));
    }

    static HWY_INLINE void store(FloatVector value, float* values, int index, int v)
    {
        const FloatTag d;
        hn::Store(value, d, values + index * width() + v * hn::Lanes(d));
    }

    // bias[place][query] = the products of the queries with table(channel, place, query vector), over all channels.
    template <typename Table> HWY_INLINE void storeBias(int places, float* bias, const Table& table) const
    {
        inEqualParts<maxSums>(places, [&]<int K>(int begin) {
            FloatVector dots[K][Q];
            for (int k = 0; k < K; ++k) {
                std::fill_n(dots[k], Q, hn::Zero(FloatTag()));
            }
            for (int c = 0; c < headDim; ++c) {
                for (int v = 0; v < Q; ++v) {
                    const FloatVector q = hn::Load(FloatTag(), queries[v] + c * stride);
                    for (int k = 0; k < K; ++k) {
                        dots[k][v] = hn::MulAdd(q, table(c, begin + k, v), dots[k][v]);
                    }
                }
            }
            for (int k = 0; k < K; ++k) {
                for (int v = 0; v < Q; ++v) {
                    store(dots[k][v], bias, begin + k, v);
                }
            }
        });
    }

    // Calls take(first key, scores) for a few keys of row `row` after the other.
    template <typename Take> HWY_INLINE void scoreRow(const AttentionKeys& keys, int row, Take take) const
    {
        FloatVector rowBias[Q];
        for (int v = 0; v < Q; ++v) {
            rowBias[v] = hn::Sub(load(scratch.rowBias, row, v), reference[v]);
        }
        const float* rowKeys = keys.keys + row * headDim * keys.keyStride;
        inEqualParts<maxScores>(keys.columns, [&]<int K>(int begin) {
            FloatVector dots[K][Q];
            HWY_UNROLL(14)
            for (int k = 0; k < K; ++k) {
                HWY_UNROLL(2)
                for (int v = 0; v < Q; ++v) {
                    dots[k][v] = hn::Add(rowBias[v], load(scratch.columnBias, begin + k, v));
                }
            }
            const float* key = rowKeys + begin;
            std::size_t channel = 0;
            for (int c = 0; c < headDim; ++c, channel += stride, key += keys.keyStride) {
                FloatVector q[Q];
                HWY_UNROLL(2)
                for (int v = 0; v < Q; ++v) {
                    q[v] = hn::Load(FloatTag(), queries[v] + channel);
                }
                HWY_UNROLL(14)
                for (int k = 0; k < K; ++k) {
                    const FloatVector number = broadcast(key[k]);
                    HWY_UNROLL(2)
                    for (int v = 0; v < Q; ++v) {
                        dots[k][v] = hn::MulAdd(q[v], number, dots[k][v]);
                    }
                }
            }
            take.template operator()<K>(begin, dots);
        });
    }

    // Stores scores.
    struct Keeper
    {
        float* scores;

        template <int K> HWY_INLINE void operator()(int begin, const FloatVector (&row)[K][Q]) const
        {
            HWY_UNROLL(14)
            for (int k = 0; k < K; ++k) {
                HWY_UNROLL(2)
                for (int v = 0; v < Q; ++v) {
                    store(row[k][v], scores, begin + k, v);
                }
            }
        }
    };

    // Stores the weights of some keys and adds them up.
    struct Weigher
    {
        float* weights;
        FloatVector (&total)[Q];

        template <int K> HWY_INLINE void operator()(int begin, FloatVector (&scores)[K][Q])
        {
            float* out = weights + begin * width();
            FloatVector sum[Q]; // in registers: the stores might reach the total for all that the compiler knows
            std::copy_n(total, Q, sum);
            HWY_UNROLL(14)
            for (int k = 0; k < K; ++k) {
                exp2(scores[k]);
                HWY_UNROLL(2)
                for (int v = 0; v < Q; ++v) {
                    store(scores[k][v], out, k, v);
                    sum[v] = hn::Add(sum[v], scores[k][v]);
                }
            }
            std::copy_n(sum, Q, total);
        }
    };

    // The scores of the keys of `rows` rows from `row`.
    HWY_INLINE void score(const AttentionKeys& keys, int row, int rows, float* scores) const
    {
        for (int r = 0; r < rows; ++r) {
            scoreRow(keys, row + r, Keeper{scores + r * keys.columns * width()});
        }
    }

    // Their weights, and the sum of these in `total`.
    HWY_INLINE void weigh(const AttentionKeys& keys, int row, int rows, float* weights, FloatVector (&total)[Q]) const
    {
        std::fill_n(total, Q, hn::Zero(FloatTag()));
        if constexpr (weighsInRegisters) {
            for (int r = 0; r < rows; ++r) {
                scoreRow(keys, row + r, Weigher{weights + r * keys.columns * width(), total});
            }
        } else {
            score(keys, row, rows, weights);
            int k = 0;
            for (; k + keysWeighedTogether <= rows * keys.columns; k += keysWeighedTogether) {
                weighStored<keysWeighedTogether>(weights, k, total);
            }
            for (; k < rows * keys.columns; ++k) {
                weighStored<1>(weights, k, total);
            }
        }
    }

    template <int K> static HWY_INLINE void weighStored(float* scores, int begin, FloatVector (&total)[Q])
    {
        FloatVector weights[K * Q];
        HWY_UNROLL(4)
        for (int i = 0; i < K * Q; ++i) {
            weights[i] = load(scores, begin + i / Q, i % Q);
        }
        exp2(weights);
        HWY_UNROLL(4)
        for (int i = 0; i < K * Q; ++i) {
            store(weights[i], scores, begin + i / Q, i % Q);
            total[i % Q] = hn::Add(total[i % Q], weights[i]);
        }
    }

    HWY_INLINE bool staysInRange(const FloatVector (&total)[Q]) const
    {
        const FloatTag d;
        bool is = true;
        for (int v = 0; v < Q; ++v) {
            const FloatVector after = hn::Add(sum[v], total[v]);
            is = is && hn::AllTrue(d, hn::And(hn::Ge(after, broadcast(minSum)), hn::Le(after, broadcast(maxSum))));
        }
        return is;
    }

    // The reference goes to the highest score of these keys: by whole numbers, so that the sums follow exactly. That
    // happens at the first keys where scores are large, and then hardly ever.
    HWY_NOINLINE void moveReference(const AttentionKeys& keys, int row, int rows, float* scores)
    {
        score(keys, row, rows, scores);
        FloatVector highest[Q];
        std::fill_n(highest, Q, broadcast(-1e30f));
        for (int k = 0; k < rows * keys.columns; ++k) {
            for (int v = 0; v < Q; ++v) {
                highest[v] = atLeast(highest[v], load(scores, k, v));
            }
        }
        for (int v = 0; v < Q; ++v) {
            const FloatVector raised = hn::Ceil(highest[v]);
            const FloatVector move = row == 0 ? raised : atLeast(hn::Zero(FloatTag()), raised);
            reference[v] = hn::Add(reference[v], move);
            if (row > 0) {
                const FloatVector factor = powerOfTwo(hn::Neg(move));
                sum[v] = hn::Mul(sum[v], factor);
                for (int c = 0; c < headDim; ++c) {
                    store(hn::Mul(load(scratch.sums, c, v), factor), scratch.sums, c, v);
                }
            }
        }
    }

    HWY_INLINE void addValues(const float* weights, const float* values, int keys) const
    {
        inEqualParts<maxSums>(headDim, [&]<int C>(int begin) {
            FloatVector sums[C][Q];
            HWY_UNROLL(14)
            for (int c = 0; c < C; ++c) {
                HWY_UNROLL(2)
                for (int v = 0; v < Q; ++v) {
                    sums[c][v] = load(scratch.sums, begin + c, v);
                }
            }
            const float* value = values + begin;
            for (int k = 0; k < keys; ++k) {
                FloatVector w[Q];
                HWY_UNROLL(2)
                for (int v = 0; v < Q; ++v) {
                    w[v] = load(weights, k, v);
                }
                HWY_UNROLL(14)
                for (int c = 0; c < C; ++c) {
                    const FloatVector channel = broadcast(value[c]);
                    HWY_UNROLL(2)
                    for (int v = 0; v < Q; ++v) {
                        sums[c][v] = hn::MulAdd(w[v], channel, sums[c][v]);
                    }
                }
                value += headDim;
            }
            HWY_UNROLL(14)
            for (int c = 0; c < C; ++c) {
                HWY_UNROLL(2)
                for (int v = 0; v < Q; ++v) {
                    store(sums[c][v], scratch.sums, begin + c, v);
                }
            }
        });
    }

    // One step: the keys of `rows` rows from `row`.
    HWY_INLINE void attend(const AttentionKeys& keys, int row, int rows, float* weights)
    {
        FloatVector total[Q];
        weigh(keys, row, rows, weights, total);
        if (!staysInRange(total)) {
            moveReference(keys, row, rows, weights);
            weigh(keys, row, rows, weights, total);
        }
        for (int v = 0; v < Q; ++v) {
            sum[v] = hn::Add(sum[v], total[v]);
        }
        addValues(weights, keys.values + static_cast<std::size_t>(row) * keys.columns * headDim, rows * keys.columns);
    }

    HWY_INLINE void writeOut(int v, float* out, std::size_t outStride, int count) const
    {
        const FloatVector inverse = hn::Div(broadcast(1.0f), sum[v]);
        for (int c = 0; c < headDim; ++c) {
            store(hn::Mul(load(scratch.sums, c, v), inverse), scratch.sums, c, v);
        }
        transpose({scratch.sums + v * hn::Lanes(FloatTag()), width()}, headDim, count, {out, outStride});
    }
};

template <int Q>
QueryTile<Q> beginTile(const AttentionQueries& queries, const QueryVector* vectors, const AttentionKeys& keys,
                       const RelativePositions* positions, int headDim, const AttentionScratch::Tile& scratch)
{
    QueryTile<Q> tile{{}, queries.stride, headDim, scratch, {}, {}};
    const float* rowTable[Q] = {};
    const float* columnTable[Q] = {};
    for (int v = 0; v < Q; ++v) {
        tile.queries[v] = queries.queries + vectors[v].row * queries.rowStride + vectors[v].column;
        tile.reference[v] = hn::Zero(FloatTag());
        tile.sum[v] = hn::Zero(FloatTag());
        if (positions) {
            rowTable[v] = positions->rows + (keys.rows - 1 - queries.row - vectors[v].row);
            columnTable[v] = positions->columns + (keys.columns - 1) + vectors[v].column;
        }
    }
    const std::size_t width = tile.width();
    std::fill_n(scratch.sums, headDim * width, 0.0f);
    if (!positions) {
        std::fill_n(scratch.rowBias, keys.rows * width, 0.0f);
        std::fill_n(scratch.columnBias, keys.columns * width, 0.0f);
        return tile;
    }
    tile.storeBias(keys.rows, scratch.rowBias,
                   [&](int c, int row, int v) { return broadcast(rowTable[v][c * positions->stride + row]); });
    tile.storeBias(keys.columns, scratch.columnBias, [&](int c, int column, int v) {
        return hn::LoadU(FloatTag(), columnTable[v] + c * positions->stride - column);
    });
    return tile;
}

// `tiles` of Q vectors each.
template <int Q>
void attendTiles(const AttentionQueries& queries, const QueryVector* vectors, int tiles, const AttentionKeys& keys,
                 const RelativePositions* positions, int headDim, const AttentionOutput& out, AttentionScratch& scratch)
{
    QueryTile<Q> tile[maxTiles];
    for (int t = 0; t < tiles; ++t) {
        tile[t] = beginTile<Q>(queries, vectors + t * Q, keys, positions, headDim, scratch.tile(t));
    }
    const int stepRows = rowsPerStep(keys.rows, keys.columns);
    const auto stepFloats = stepRows * headDim * (static_cast<int>(keys.keyStride) + keys.columns);
    const int turnRows = stepRows * std::max(1, turnFloats / stepFloats);
    for (int begin = 0; begin < keys.rows; begin += turnRows) {
        const int end = std::min(begin + turnRows, keys.rows);
        for (int t = 0; t < tiles; ++t) {
            for (int row = begin; row < end; row += stepRows) {
                tile[t].attend(keys, row, std::min(stepRows, end - row), scratch.scores());
            }
        }
    }
    const int lanes = static_cast<int>(hn::Lanes(FloatTag()));
    for (int i = 0; i < tiles * Q; ++i) {
        const QueryVector& vector = vectors[i];
        tile[i / Q].writeOut(i % Q, out.data + vector.row * out.rowStride + vector.column * out.stride, out.stride,
                             std::min(lanes, queries.count - vector.column));
    }
}

void attendRows(const AttentionQueries& queries, const AttentionKeys& keys, const RelativePositions* positions,
                int headDim, const AttentionOutput& out, AttentionScratch& scratch)
{
    [[maybe_unused]] const DenormalsAreZero denormalsAreZero;
    const int lanes = static_cast<int>(hn::Lanes(FloatTag()));
    const int inRow = (queries.count + lanes - 1) / lanes;
    const int count = queries.rows * inRow;
    for (int begin = 0; begin < count;) {
        const int left = count - begin;
        const int tiles = std::clamp(left / 2, 1, maxTiles);
        QueryVector vectors[2 * maxTiles];
        for (int i = 0; i < std::min(left, 2 * tiles); ++i) {
            vectors[i] = {(begin + i) / inRow, (begin + i) % inRow * lanes};
        }
        if (left == 1) {
            attendTiles<1>(queries, vectors, 1, keys, positions, headDim, out, scratch);
        } else {
            attendTiles<2>(queries, vectors, tiles, keys, positions, headDim, out, scratch);
        }
        begin += 2 * tiles;
    }
}

} // namespace samscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace samscope {

HWY_EXPORT(attendRows);

AttentionScratch::AttentionScratch(int headDim, int rows, int columns)
    : m_rowBias(maxTileWidth * rows), m_columnBias(maxTileWidth * columns), m_sums(maxTileWidth * headDim)
{
    m_scores = FloatBuffer(maxTileWidth * std::max(keysPerStep, columns));
    m_tiles = FloatBuffer(maxTiles * (m_rowBias + m_columnBias + m_sums));
}

AttentionScratch::Tile AttentionScratch::tile(int index)
{
    float* first = m_tiles.data() + index * (m_rowBias + m_columnBias + m_sums);
    return {first, first + m_rowBias, first + m_rowBias + m_columnBias};
}

void attend(const AttentionQueries& queries, const AttentionKeys& keys, const RelativePositions* positions, int headDim,
            const AttentionOutput& out, AttentionScratch& scratch)
{
    HWY_DYNAMIC_DISPATCH(attendRows)(queries, keys, positions, headDim, out, scratch);
}

} // namespace samscope
#endif
