#pragma once

#include "core/fast/kernels/float_buffer.h"

#include <cstddef>

namespace samscope {

/// Keys and values of one head that a query sees: `rows` x `columns` positions, a window or the whole picture.
struct AttentionKeys
{
    const float* keys;   ///< rows x headDim x keyStride: the columns of a row lie side by side
    const float* values; ///< (rows x columns) x headDim
    int rows;
    int columns;
    std::size_t keyStride; ///< floats between the channels of a row of keys, at least `columns`
};

/// Decomposed relative positions (add_decomposed_rel_pos of segment_anything) as the kernel reads them.
struct RelativePositions
{
    /// headDim x stride; column i holds the distance (rows - 1 - i), so that the keys of a query row lie side by side.
    const float* rows;
    /// headDim x stride; column i holds the distance (i - (columns - 1)), so that neighbouring queries lie side by
    /// side.
    const float* columns;
    std::size_t stride;
};

/// Queries of neighbouring rows of the same grid.
struct AttentionQueries
{
    const float* queries; ///< a row: headDim x stride; whole vectors are read, what lies behind `count` is ignored
    std::size_t stride;
    int count;   ///< of a row
    int row = 0; ///< the first row's place in the grid, for the relative positions
    int rows = 1;
    std::size_t rowStride = 0; ///< floats from a row to the next
};

/// Where the result of a query goes: headDim floats.
struct AttentionOutput
{
    float* data;
    std::size_t stride;        ///< floats from one query to the next
    std::size_t rowStride = 0; ///< from a row to the next
};

/// Working memory of one thread for attend().
class AttentionScratch
{
public:
    AttentionScratch() = default;
    /// For heads and grids up to these.
    AttentionScratch(int headDim, int rows, int columns);

    /// What a tile of queries keeps while it goes through the keys, [row, column or channel][query].
    struct Tile
    {
        float* rowBias;
        float* columnBias;
        float* sums;
    };
    Tile tile(int index);
    float* scores() { return m_scores.data(); } ///< of one tile and step

private:
    std::size_t m_rowBias = 0, m_columnBias = 0, m_sums = 0; ///< floats of a tile
    FloatBuffer m_scores, m_tiles;
};

/// The sum over the keys of softmax(q . k + relative positions) v, for one head. Scores are in units of log2: scale *
/// log2(e) is already in the keys, log2(e) in the relative positions (none when null). The score matrix is never held:
/// keys are scored, weighed and added a few at a time (Dao et al. 2022, algorithm 1, without its running maximum).
void attend(const AttentionQueries& queries, const AttentionKeys& keys, const RelativePositions* positions, int headDim,
            const AttentionOutput& out, AttentionScratch& scratch);

} // namespace samscope
