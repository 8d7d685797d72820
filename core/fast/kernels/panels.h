#pragma once

#include "core/fast/kernels/gemm.h"

#include <algorithm>
#include <cstddef>

namespace samscope {

/// Vectors of outputs in a panel of weights. A tile of results stays in registers: 8 x 3 of 32 vectors, or 4 x 3 of 16.
constexpr int panelVectors = 3;

/// The largest panel: with the rows that it meets it fits the 48 KiB of a first-level cache beside AVX-512, and fills
/// the 32 KiB of others.
constexpr std::size_t mostPanelBytes = 32768;

/// What a tile computes: a few rows of the result over one panel, whose `depth` inputs are a part of all.
template <typename Element> struct TileTask
{
    const Element* a;
    std::size_t aStride;
    const Element* weights; // depth x (vectors * lanes)
    int depth;
    float* c;
    std::size_t cStride;
    const float* bias;
    Start start;
    Finish finish;
    const Element* ahead;  // the part of the next panel to fetch meanwhile
    std::size_t aheadSize; // elements

    // From one fetch to the next, where there are `fetches`. Rounded down, the last lines would not be fetched.
    std::size_t aheadStep(int fetches) const
    {
        return (aheadSize + static_cast<std::size_t>(fetches) - 1) / static_cast<std::size_t>(fetches);
    }
};

/// Calls compute<rows, vectors>(task).
template <int R, typename Element, typename Compute>
void computeRows(const TileTask<Element>& task, int vectors, const Compute& compute)
{
    switch (vectors) {
    case 1:
        return compute.template operator()<R, 1>(task);
    case 2:
        return compute.template operator()<R, 2>(task);
    default:
        return compute.template operator()<R, panelVectors>(task);
    }
}

/// All rows over one panel, which stays in the first-level cache meanwhile.
template <int tileRows, typename Element, typename Compute>
void computePanel(TileTask<Element> task, int rows, int vectors, const Compute& compute)
{
    const auto advance = [&](int done) {
        task.a += done * task.aStride;
        task.c += done * task.cStride;
        task.ahead += task.aheadSize;
        rows -= done;
    };
    for (; rows >= tileRows; advance(tileRows)) {
        computeRows<tileRows>(task, vectors, compute);
    }
    if constexpr (tileRows > 4) {
        for (; rows >= 4; advance(4)) {
            computeRows<4>(task, vectors, compute);
        }
    }
    for (; rows >= 2; advance(2)) {
        computeRows<2>(task, vectors, compute);
    }
    if (rows > 0) {
        computeRows<1>(task, vectors, compute);
    }
}

/// multiply(), one panel after the other in the order of PackedMatrix. `a` has `aStride` elements from row to row.
template <int tileRows, typename Element, typename Compute>
void multiplyPanels(const PackedMatrix& matrix, const Element* a, std::size_t aStride, Rows c, int rows, Start start,
                    Finish finish, int lanes, const Compute& compute)
{
    const Element* weights = matrix.values<Element>();
    for (int k = 0; k < matrix.inputs(); k += matrix.blockInputs()) {
        const int depth = std::min(matrix.blockInputs(), matrix.inputs() - k);
        const bool isLast = k + depth == matrix.inputs();
        for (int n = 0; n < matrix.outputs(); n += panelVectors * lanes) {
            const int vectors = std::min(panelVectors, (matrix.outputs() - n + lanes - 1) / lanes);
            const std::size_t panelSize = matrix.paddedDepth(depth) * vectors * lanes;
            const TileTask<Element> task{.a = a + k,
                                         .aStride = aStride,
                                         .weights = weights,
                                         .depth = depth,
                                         .c = c.data + n,
                                         .cStride = c.stride,
                                         .bias = matrix.bias() + n,
                                         .start = k == 0 ? start : Start::Result,
                                         .finish = isLast ? finish : Finish::Nothing,
                                         .ahead = weights + panelSize,
                                         .aheadSize = panelSize * tileRows / static_cast<std::size_t>(rows)};
            computePanel<tileRows>(task, rows, vectors, compute);
            weights += panelSize;
        }
    }
}

} // namespace samscope
