#pragma once

#include "core/fast/kernels/float_buffer.h"

#include <cstddef>
#include <span>
#include <vector>

namespace samscope {

/// Of the factors of a product; sums are float32 either way.
enum class Precision
{
    Float32,
    BFloat16, ///< weights and activations rounded to nearest even, where cpuHasBFloat16()
};

/// How a weight is kept.
struct Packing
{
    float scale = 1; ///< multiplies weight and bias
    Precision precision = Precision::Float32;
    std::pmr::memory_resource* memory = std::pmr::new_delete_resource();
};

/// The weight of a linear layer (outputs x inputs, or a 1x1 convolution) in the order in which the kernel of this CPU
/// reads it: blocks of inputs, in each of them panels of a few vectors of outputs, input by input (bfloat16: pair of
/// inputs by pair). The last panel is filled with zeros.
class PackedMatrix
{
public:
    PackedMatrix() = default;
    /// `weight` is outputs x inputs, row by row; `bias` has `outputs` values or none.
    PackedMatrix(std::span<const float> weight, std::span<const float> bias, int outputs, int inputs,
                 const Packing& packing = {});

    Precision precision() const { return m_precision; }
    int outputs() const { return m_outputs; }
    int inputs() const { return m_inputs; }
    int blockInputs() const { return m_blockInputs; }
    /// Inputs of a block of `depth` with what fills the last pair.
    std::size_t paddedDepth(int depth) const { return (depth + m_inputStep - 1) / m_inputStep * m_inputStep; }
    /// float, or std::uint16_t with the bits of a bfloat16.
    template <typename Element> const Element* values() const
    {
        return reinterpret_cast<const Element*>(m_values.data());
    }
    const float* bias() const { return m_bias.data(); }

private:
    template <typename Element, typename Convert>
    void pack(std::span<const float> weight, int lanes, std::pmr::memory_resource* memory, const Convert& convert);

    Precision m_precision = Precision::Float32;
    int m_outputs = 0;
    int m_inputs = 0;
    int m_inputStep = 1;   ///< inputs that lie side by side
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
    operator ConstRows() const { return {data, stride}; } // NOLINT(google-explicit-constructor): as a pointer does
};

/// Makes `rows` rows of activations, `width` wide, what a matrix of this precision reads: nothing to do for float32;
/// for bfloat16 rounded in place, into the first half of each row.
void roundRows(Precision precision, Rows a, int rows, int width);

/// C = finish(start + A W^T) for `rows` rows; A has matrix.inputs() columns and went through roundRows(), C has
/// paddedWidth(matrix.outputs()).
void multiply(const PackedMatrix& matrix, ConstRows a, Rows c, int rows, Start start, Finish finish = Finish::Nothing);

} // namespace samscope
