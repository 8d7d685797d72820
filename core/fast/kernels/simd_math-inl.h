// Vector functions that the kernels share. Compiled once for each instruction set, hence Highway's own include guard.
#if defined(SAMSCOPE_SIMD_MATH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef SAMSCOPE_SIMD_MATH_INL_H
#undef SAMSCOPE_SIMD_MATH_INL_H
#else
#define SAMSCOPE_SIMD_MATH_INL_H
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace samscope::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using FloatTag = hn::ScalableTag<float>;
using FloatVector = hn::Vec<FloatTag>;

HWY_INLINE FloatVector broadcast(float value)
{
    return hn::Set(FloatTag(), value);
}

/// The larger one; NaN where `x` is NaN, which Highway's Max promises on real vectors only.
HWY_INLINE FloatVector atLeast(FloatVector limit, FloatVector x)
{
#if HWY_TARGET == HWY_EMU128 || HWY_TARGET == HWY_SCALAR
    return hn::IfThenElse(hn::Lt(x, limit), limit, x);
#else
    return hn::Max(limit, x);
#endif
}

/// The smaller one; NaN where `x` is NaN.
HWY_INLINE FloatVector atMost(FloatVector limit, FloatVector x)
{
#if HWY_TARGET == HWY_EMU128 || HWY_TARGET == HWY_SCALAR
    return hn::IfThenElse(hn::Gt(x, limit), limit, x);
#else
    return hn::Min(limit, x);
#endif
}

/// p[i] = the polynomial at x[i], the highest coefficient first. N vectors go side by side, step by step: one alone is
/// a chain of operations that wait for each other.
template <int N, int Terms>
HWY_INLINE void polynomial(const float (&coefficients)[Terms], const FloatVector (&x)[N], FloatVector (&p)[N])
{
    HWY_UNROLL(8)
    for (int i = 0; i < N; ++i) {
        p[i] = broadcast(coefficients[0]);
    }
    HWY_UNROLL(8)
    for (int k = 1; k < Terms; ++k) {
        HWY_UNROLL(8)
        for (int i = 0; i < N; ++i) {
            p[i] = hn::MulAdd(p[i], x[i], broadcast(coefficients[k]));
        }
    }
}

#if HWY_TARGET <= HWY_AVX3

/// 2^x: minimax polynomial of degree 5 on [0, 1), relative error 7.5e-8. Whatever x is: too small gives 0, too large
/// infinity, NaN stays NaN.
template <int N> HWY_INLINE void exp2OfModerate(FloatVector (&x)[N])
{
    constexpr float coefficients[] = {0.001877576770f, 0.008989340026f, 0.05582631812f,
                                      0.2401536170f,   0.6931530732f,   0.9999999251f};
    FloatVector part[N];
    FloatVector p[N];
    HWY_UNROLL(8)
    for (int i = 0; i < N; ++i) {
        part[i].raw = _mm512_reduce_ps(x[i].raw, _MM_FROUND_TO_NEG_INF); // x - floor(x)
    }
    polynomial(coefficients, part, p);
    HWY_UNROLL(8)
    for (int i = 0; i < N; ++i) {
        x[i].raw = _mm512_scalef_ps(p[i].raw, x[i].raw); // p * 2^floor(x)
    }
}

#else

/// 2^x for -126 < x < 127, and something for all others: minimax polynomial of degree 5 on [-1/2, 1/2], relative error
/// 7.5e-8.
template <int N> HWY_INLINE void exp2OfModerate(FloatVector (&x)[N])
{
    const FloatTag d;
    const hn::RebindToSigned<FloatTag> di;
    constexpr float coefficients[] = {0.001327647217f, 0.009675541331f, 0.05550713273f,
                                      0.2402211972f,   0.6931469671f,   1.000000072f};
    const FloatVector shift = broadcast(12582912.0f); // 1.5 * 2^23: adding it rounds to a whole number
    FloatVector shifted[N];
    FloatVector p[N];
    HWY_UNROLL(8)
    for (int i = 0; i < N; ++i) {
        shifted[i] = hn::Add(x[i], shift);
    }
    HWY_UNROLL(8)
    for (int i = 0; i < N; ++i) {
        x[i] = hn::Sub(x[i], hn::Sub(shifted[i], shift));
    }
    polynomial(coefficients, x, p);
    HWY_UNROLL(8)
    for (int i = 0; i < N; ++i) {
        const auto exponent = hn::ShiftLeft<23>(hn::BitCast(di, shifted[i]));
        x[i] = hn::BitCast(d, hn::Add(hn::BitCast(di, p[i]), exponent));
    }
}

#endif

/// 2^x. Without AVX-512, below -120 and above 120 as if it were that; NaN stays NaN.
template <int N> HWY_INLINE void exp2(FloatVector (&x)[N])
{
    if constexpr (HWY_TARGET > HWY_AVX3) {
        HWY_UNROLL(8)
        for (int i = 0; i < N; ++i) {
            x[i] = atLeast(broadcast(-120.0f), atMost(broadcast(120.0f), x[i]));
        }
    }
    exp2OfModerate(x);
}

template <int N> HWY_INLINE void relu(FloatVector (&x)[N])
{
    HWY_UNROLL(8)
    for (int i = 0; i < N; ++i) {
        x[i] = atLeast(hn::Zero(FloatTag()), x[i]);
    }
}

/// x * Phi(x), the erf form: relu(x) - t * Phi(-t) with t = |x|, where log2 Phi(-t) is a minimax polynomial of degree 7
/// on [0, 5.5]. Absolute error below 3e-7.
template <int N> HWY_INLINE void gelu(FloatVector (&x)[N])
{
    constexpr float coefficients[] = {3.151975898e-6f, 2.938500469e-7f, -0.0006359304086f, 0.007810709516f,
                                      -0.05312380989f, -0.4589283485f,  -1.151162916f,     -0.9999961258f};
    FloatVector t[N];
    FloatVector p[N];
    HWY_UNROLL(8)
    for (int i = 0; i < N; ++i) {
        t[i] = hn::Min(broadcast(5.5f), hn::Abs(x[i]));
    }
    polynomial(coefficients, t, p);
    exp2OfModerate(p);
    HWY_UNROLL(8)
    for (int i = 0; i < N; ++i) {
        x[i] = hn::NegMulAdd(t[i], p[i], atLeast(hn::Zero(FloatTag()), x[i]));
    }
}

HWY_INLINE FloatVector gelu(FloatVector x)
{
    FloatVector values[1] = {x};
    gelu(values);
    return values[0];
}

} // namespace samscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
