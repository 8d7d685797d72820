#include "core/fast/kernels/norm.h"

#include <algorithm>
#include <cmath>

// The order of these is Highway's.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/fast/kernels/norm.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include "core/fast/kernels/simd_math-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace samscope::HWY_NAMESPACE {

// Sum of function(x) over the whole vectors and the rest of a row; several sums run side by side.
template <typename Function> HWY_INLINE float sumOfRow(const float* row, int width, const Function& function)
{
    const FloatTag d;
    const int lanes = static_cast<int>(hn::Lanes(d));
    constexpr int chains = 4;
    FloatVector sums[chains] = {hn::Zero(d), hn::Zero(d), hn::Zero(d), hn::Zero(d)};
    int i = 0;
    for (; i + chains * lanes <= width; i += chains * lanes) {
        HWY_UNROLL(4)
        for (int c = 0; c < chains; ++c) {
            sums[c] = function(hn::LoadU(d, row + i + c * lanes), sums[c]);
        }
    }
    for (; i + lanes <= width; i += lanes) {
        sums[0] = function(hn::LoadU(d, row + i), sums[0]);
    }
    if (i < width) {
        const FloatVector rest = function(hn::LoadU(d, row + i), sums[1]);
        sums[1] = hn::IfThenElse(hn::FirstN(d, static_cast<std::size_t>(width - i)), rest, sums[1]);
    }
    const FloatVector total = hn::Add(hn::Add(sums[0], sums[1]), hn::Add(sums[2], sums[3]));
    return hn::GetLane(hn::SumOfLanes(d, total));
}

template <typename Function>
HWY_INLINE void normalizeEach(const RowNorm& norm, ConstRows in, Rows out, int rows, const Function& function)
{
    const FloatTag d;
    const std::size_t padded = paddedWidth(norm.width());
    for (int r = 0; r < rows; ++r) {
        const float* from = in.data + r * in.stride;
        float* to = out.data + r * out.stride;
        const float total = sumOfRow(from, norm.width(), [](FloatVector x, FloatVector s) { return hn::Add(s, x); });
        const FloatVector mean = broadcast(total / static_cast<float>(norm.width()));
        const float squares = sumOfRow(from, norm.width(), [&](FloatVector x, FloatVector s) {
            const FloatVector centred = hn::Sub(x, mean);
            return hn::MulAdd(centred, centred, s);
        });
        const FloatVector factor = broadcast(1.0f / std::sqrt(squares / static_cast<float>(norm.width()) + norm.eps()));
        for (std::size_t i = 0; i < padded; i += hn::Lanes(d)) {
            const FloatVector centred = hn::Mul(hn::Sub(hn::LoadU(d, from + i), mean), factor);
            const FloatVector y = hn::MulAdd(centred, hn::Load(d, norm.weight() + i), hn::Load(d, norm.bias() + i));
            hn::StoreU(function(y), d, to + i);
        }
    }
}

void normalizeRows(const RowNorm& norm, ConstRows in, Rows out, int rows)
{
    normalizeEach(norm, in, out, rows, [](FloatVector x) { return x; });
}

void normalizeRowsAndGelu(const RowNorm& norm, ConstRows in, Rows out, int rows)
{
    normalizeEach(norm, in, out, rows, [](FloatVector x) { return gelu(x); });
}

} // namespace samscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace samscope {

HWY_EXPORT(normalizeRows);
HWY_EXPORT(normalizeRowsAndGelu);

RowNorm::RowNorm(std::span<const float> weight, std::span<const float> bias, double eps)
    : m_width(static_cast<int>(weight.size())), m_eps(static_cast<float>(eps)), m_weight(paddedWidth(weight.size())),
      m_bias(paddedWidth(bias.size()))
{
    std::ranges::copy(weight, m_weight.data());
    std::ranges::copy(bias, m_bias.data());
}

void normalize(const RowNorm& norm, ConstRows in, Rows out, int rows)
{
    HWY_DYNAMIC_DISPATCH(normalizeRows)(norm, in, out, rows);
}

void normalizeAndGelu(const RowNorm& norm, ConstRows in, Rows out, int rows)
{
    HWY_DYNAMIC_DISPATCH(normalizeRowsAndGelu)(norm, in, out, rows);
}

} // namespace samscope
#endif
