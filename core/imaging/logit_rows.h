#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/imaging/preprocess.h"

namespace samscope {

/// upscaleLogits row by row, so that a mask can be thresholded without its full-size logits in memory. Rows may be
/// asked for in any order; ascending is fast. The low-res logits must outlive the object. Not thread-safe.
class LogitRows
{
public:
    /// Throws `Error` when `lowRes` is not side x side.
    LogitRows(std::span<const float> lowRes, int side, const ImageGeometry& geometry);

    /// Row `y` of the original picture; `out` holds geometry.width values.
    void read(int y, std::span<float> out);

private:
    /// For each output sample the two input samples around it and their weights.
    struct Axis
    {
        Axis(int inSize, int outSize, int used);
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

    static void stretch(const Axis& axis, const float* from, std::span<float> to);
    void blend(const Axis& axis, int y, RowCache& cache, RowMaker make, std::span<float> to);
    void readStretched(int y, std::span<float> out);
    void readInput(int y, std::span<float> out);

    std::span<const float> m_lowRes;
    int m_side;
    Axis m_inputX, m_inputY;       ///< from the low-res mask to the resized picture in the input
    Axis m_originalX, m_originalY; ///< from there to the original
    RowCache m_lowResRows;         ///< low-res rows at the input's width
    RowCache m_inputRows;          ///< input rows at the original's width
    std::vector<float> m_inputRow;
};

} // namespace samscope
