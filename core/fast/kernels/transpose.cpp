#include "core/fast/kernels/transpose.h"

#include <algorithm>

// The order of these is Highway's.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/fast/kernels/transpose.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace samscope::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR
constexpr int blockSide = 1;

HWY_INLINE void transposeBlock(ConstRows in, Rows out)
{
    *out.data = *in.data;
}
#else
constexpr int blockSide = 4;

HWY_INLINE void transposeBlock(ConstRows in, Rows out)
{
    const hn::FixedTag<float, blockSide> d;
    const hn::Repartition<double, decltype(d)> pairs;
    const auto row0 = hn::LoadU(d, in.data);
    const auto row1 = hn::LoadU(d, in.data + in.stride);
    const auto row2 = hn::LoadU(d, in.data + 2 * in.stride);
    const auto row3 = hn::LoadU(d, in.data + 3 * in.stride);
    const auto left01 = hn::BitCast(pairs, hn::InterleaveLower(d, row0, row1));
    const auto left23 = hn::BitCast(pairs, hn::InterleaveLower(d, row2, row3));
    const auto right01 = hn::BitCast(pairs, hn::InterleaveUpper(d, row0, row1));
    const auto right23 = hn::BitCast(pairs, hn::InterleaveUpper(d, row2, row3));
    hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, left01, left23)), d, out.data);
    hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, left01, left23)), d, out.data + out.stride);
    hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, right01, right23)), d, out.data + 2 * out.stride);
    hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, right01, right23)), d, out.data + 3 * out.stride);
}
#endif

// A last block that is not whole overlaps the one before it.
void transposeRows(ConstRows in, int rows, int columns, Rows out)
{
    if (std::min(rows, columns) < blockSide) {
        for (int r = 0; r < rows; ++r) {
            for (int c = 0; c < columns; ++c) {
                out.data[c * out.stride + r] = in.data[r * in.stride + c];
            }
        }
        return;
    }
    for (int c = 0; c < columns; c += blockSide) {
        const int column = std::min(c, columns - blockSide);
        for (int r = 0; r < rows; r += blockSide) {
            const int row = std::min(r, rows - blockSide);
            transposeBlock({in.data + row * in.stride + column, in.stride},
                           {out.data + column * out.stride + row, out.stride});
        }
    }
}

} // namespace samscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace samscope {

HWY_EXPORT(transposeRows);

void transpose(ConstRows in, int rows, int columns, Rows out)
{
    HWY_DYNAMIC_DISPATCH(transposeRows)(in, rows, columns, out);
}

} // namespace samscope
#endif
