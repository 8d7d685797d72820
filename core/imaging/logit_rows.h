#pragma once

#include "core/imaging/preprocess.h"
#include "core/imaging/rect.h"

#include <array>
#include <span>
#include <vector>

namespace samscope {

/// upscaleLogits row by row, so that a mask can be thresholded without its full-size logits in memory. Rows may be
/// asked for in any order; ascending is fast. The low-res logits must outlive the object. Not thread-safe.
class LogitRows
{
public:
    /// Throws `Error` when `lowRes` is not side x side.
    LogitRows(std::span<const float> lowRes, int side, const ImageGeometry& geometry);

    /// Finds the part of the picture outside of which every logit is certainly below `limit`. From then on read()
    /// writes its columns only.
    Rect<int> restrictTo(float limit);
    /// Row `y` of the original picture; `out` holds geometry.width values.
    void read(int y, std::span<float> out);

private:
    /// For each output sample the two input samples around it and their weights.
    struct Axis
    {
        Axis(int inSize, int outSize, int used);
        int size() const { return static_cast<int>(lower.size()); }
        std::vector<int> lower, upper;
        std::vector<float> lowerWeight, upperWeight;
    };

    /// The two rows computed last.
    struct RowCache
    {
        std::array<int, 2> index = {-1, -1};
        std::array<std::vector<float>, 2> row;
    };

    using RowMaker = void (LogitRows::*)(int, std::span<float>);

    /// Samples [begin, end) of a row or column.
    struct Range
    {
        int begin = 0, end = 0;
    };

    static Range reachOf(const Range& range, const Axis& axis);
    static Range sourceOf(const Range& range, const Axis& axis);
    Rect<int> boundsAbove(float limit) const;

    static void stretch(const Axis& axis, const float* from, const Range& columns, std::span<float> to);
    void blend(const Axis& axis, int y, RowCache& cache, RowMaker make, const Range& columns, std::span<float> to);
    void readStretched(int y, std::span<float> out);
    void readInput(int y, std::span<float> out);

    std::span<const float> m_lowRes;
    int m_side;
    Axis m_inputX, m_inputY;       ///< from the low-res mask to the resized picture in the input
    Axis m_originalX, m_originalY; ///< from there to the original
    RowCache m_lowResRows;         ///< low-res rows at the input's width
    RowCache m_inputRows;          ///< input rows at the original's width
    std::vector<float> m_inputRow;
    Range m_columns;      ///< that are wanted of the original
    Range m_inputColumns; ///< that they are made of
};

} // namespace samscope
