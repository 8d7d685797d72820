#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/fast/kernels/float_buffer.h"

namespace samscope {

/// The weight of a linear layer (outputs x inputs) in the order in which the kernel of this CPU reads it: blocks of
/// inputs, in each of them panels of a few vectors of outputs, input by input. The last panel is filled with zeros.
class PackedMatrix
{
public:
    PackedMatrix() = default;
    /// `weight` is outputs x inputs, row by row; `bias` has `outputs` values or none. Both are multiplied by `scale`.
    PackedMatrix(std::span<const float> weight, std::span<const float> bias, int outputs, int inputs, float scale = 1);

    int outputs() const { return m_outputs; }
    int inputs() const { return m_inputs; }
    int blockInputs() const { return m_blockInputs; }
    const float* values() const { return m_values.data(); }
    const float* bias() const { return m_bias.data(); }

private:
    int m_outputs = 0;
    int m_inputs = 0;
    int m_blockInputs = 0; ///< of every block but the last, which may be smaller
    FloatBuffer m_values;
    FloatBuffer m_bias;
};

/// What the result starts from.
enum class Start
{
    Bias,          ///< C = b + A W^T
    ResultAndBias, ///< C = C + b + A W^T, the residual connection
    Result,        ///< C = C + A W^T
};

/// What is done to the finished result.
enum class Finish
{
    Nothing,
    Gelu, ///< the erf form
    Relu,
};

/// Rows of activations: `stride` floats from one to the next. Results are written in whole vectors, within
/// paddedWidth(); what is written behind the last output comes from weights and a bias of zero.
struct ConstRows
{
    const float* data;
    std::size_t stride;
};

struct Rows
{
    float* data;
    std::size_t stride;
    operator ConstRows() const { return {data, stride}; }
};

/// C = finish(start + A W^T) for `rows` rows; A has matrix.inputs() columns, C paddedWidth(matrix.outputs()).
void multiply(const PackedMatrix& matrix, ConstRows a, Rows c, int rows, Start start, Finish finish = Finish::Nothing);

} // namespace samscope
