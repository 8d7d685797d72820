#include "core/fast/decoder_attention.h"

#include "core/fast/kernels/transpose.h"

#include <cmath>
#include <numbers>

namespace samscope {

DecoderAttentionWeights DecoderAttentionWeights::read(ModelSource& source, const std::string& name, int heads)
{
    DecoderAttentionWeights weights{.heads = heads,
                                    .query = readLinear(source, name + ".q_proj"),
                                    .key = {},
                                    .value = readLinear(source, name + ".v_proj"),
                                    .out = readLinear(source, name + ".out_proj")};
    const float scale = std::numbers::log2e_v<float> / std::sqrt(static_cast<float>(weights.headDim()));
    weights.key = PackedMatrix(source.read(name + ".k_proj.weight"), source.read(name + ".k_proj.bias"),
                               weights.width(), weights.query.inputs(), {.scale = scale});
    return weights;
}

TokenHeads::TokenHeads(const DecoderAttentionWeights& weights, int tokens)
    : m_tokens(tokens), m_heads(weights.heads), m_headDim(weights.headDim()), m_columns(paddedWidth(tokens)),
      m_projected(tokens * paddedWidth(weights.width())), m_queries(m_heads * m_headDim * m_columns),
      m_keys(m_heads * m_headDim * m_columns), m_values(static_cast<std::size_t>(m_heads) * tokens * m_headDim)
{
}

void TokenHeads::storeChannels(const PackedMatrix& matrix, ConstRows tokens, FloatBuffer& target)
{
    const Rows projected{m_projected.data(), paddedWidth(matrix.outputs())};
    multiply(matrix, tokens, projected, m_tokens, Start::Bias);
    for (int head = 0; head < m_heads; ++head) {
        transpose({projected.data + head * m_headDim, projected.stride}, m_tokens, m_headDim,
                  {target.data() + head * m_headDim * m_columns, m_columns});
    }
}

void TokenHeads::storeQueries(const DecoderAttentionWeights& weights, ConstRows tokens)
{
    storeChannels(weights.query, tokens, m_queries);
}

void TokenHeads::storeKeys(const DecoderAttentionWeights& weights, ConstRows tokens)
{
    storeChannels(weights.key, tokens, m_keys);
}

void TokenHeads::storeValues(const DecoderAttentionWeights& weights, ConstRows tokens)
{
    const Rows projected{m_projected.data(), paddedWidth(weights.width())};
    multiply(weights.value, tokens, projected, m_tokens, Start::Bias);
    for (int head = 0; head < m_heads; ++head) {
        storeHeadValues(projected, head * m_headDim, m_headDim, m_tokens,
                        m_values.data() + head * m_tokens * m_headDim);
    }
}

AttentionQueries TokenHeads::queries(int head) const
{
    return {.queries = m_queries.data() + head * m_headDim * m_columns, .stride = m_columns, .count = m_tokens};
}

AttentionKeys TokenHeads::keys(int head) const
{
    return {.keys = m_keys.data() + head * m_headDim * m_columns,
            .values = m_values.data() + head * m_tokens * m_headDim,
            .rows = 1,
            .columns = m_tokens,
            .keyStride = m_columns};
}

} // namespace samscope
