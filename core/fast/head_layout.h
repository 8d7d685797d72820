#pragma once

#include "core/fast/kernels/float_buffer.h"
#include "core/fast/kernels/gemm.h"

#include <cstddef>

namespace samscope {

/// How the queries, keys and values of one layer lie in memory: by head, then by area (the windows of a windowed layer,
/// row by row, or the one area of a global layer), then by row of the area. The last windows reach over the picture's
/// edge; what lies there takes part in the attention as keys (window_partition of segment_anything pads after norm1).
struct HeadLayout
{
    int grid = 0; ///< tokens along a side of the picture
    int side = 0; ///< tokens along a side of an area
    int heads = 0;
    int headDim = 0; ///< channels of a head

    int areasAcross() const { return (grid + side - 1) / side; }
    int areas() const { return areasAcross() * areasAcross(); }
    /// Rows of tokens with the padding below the picture.
    int paddedRows() const { return areasAcross() * side; }
    /// Floats between the channels of a row of queries or keys.
    std::size_t columns() const { return paddedWidth(side); }

    /// Queries and keys of a row: headDim x columns().
    std::size_t channelsOffset(int head, int area, int row) const
    {
        return rowIndex(head, area, row) * headDim * columns();
    }
    /// Values of a row: side x headDim.
    std::size_t valuesOffset(int head, int area, int row) const { return rowIndex(head, area, row) * headDim * side; }
    std::size_t channelsSize() const { return channelsOffset(heads, 0, 0); }
    std::size_t valuesSize() const { return valuesOffset(heads, 0, 0); }

private:
    std::size_t rowIndex(int head, int area, int row) const
    {
        return (static_cast<std::size_t>(head) * areas() + area) * side + row;
    }
};

/// One head's `headDim` channels of `count` tokens, token by token: out[i * headDim + c].
void storeHeadValues(ConstRows tokens, int firstChannel, int headDim, int count, float* out);

/// Puts one picture row of queries or keys (grid tokens x heads * headDim) into its place, channel by channel. Columns
/// beyond the picture get `padding` (heads * headDim values).
void storeChannels(const HeadLayout& layout, int pictureRow, ConstRows tokens, const float* padding, float* target);

/// The same for values, token by token.
void storeValues(const HeadLayout& layout, int pictureRow, ConstRows tokens, const float* padding, float* target);

} // namespace samscope
