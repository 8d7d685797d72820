#pragma once

#include "core/fast/kernels/float_buffer.h"
#include "core/fast/kernels/gemm.h"

#include <span>

namespace samscope {

/// LayerNorm over the channels of a row.
class RowNorm
{
public:
    RowNorm() = default;
    RowNorm(std::span<const float> weight, std::span<const float> bias, double eps);

    int width() const { return m_width; }
    float eps() const { return m_eps; }
    const float* weight() const { return m_weight.data(); }
    const float* bias() const { return m_bias.data(); }

private:
    int m_width = 0;
    float m_eps = 0;
    FloatBuffer m_weight; ///< padded with zeros, as the bias: so is the padding of what comes out
    FloatBuffer m_bias;
};

/// out = (in - mean) / sqrt(variance + eps) * weight + bias for each of `rows` rows; in place where `in` is `out`.
/// Rows are read and written up to paddedWidth(norm.width()).
void normalize(const RowNorm& norm, ConstRows in, Rows out, int rows);

/// The same, followed by GELU in its erf form (LayerNorm2d and GELU of the decoder's upscaling).
void normalizeAndGelu(const RowNorm& norm, ConstRows in, Rows out, int rows);

} // namespace samscope
