#pragma once

#include "core/fast/head_layout.h"
#include "core/fast/kernels/attention.h"
#include "core/fast/layers.h"

#include <string>

namespace samscope {

/// SamAttention of the mask decoder: its projections, whose inner width may be a fraction of the outer one.
struct DecoderAttentionWeights
{
    int heads = 8;
    PackedMatrix query, key, value, out; ///< the key with softmax's scale and log2(e) in it

    static DecoderAttentionWeights read(ModelSource& source, const std::string& name, int heads);
    int width() const { return query.outputs(); }
    int headDim() const { return width() / heads; }
};

/// A list of tokens as one side of an attention: keys and values of a few of them, or their queries.
class TokenHeads
{
public:
    TokenHeads(const DecoderAttentionWeights& weights, int tokens);

    /// Projects rows of width C.
    void storeQueries(const DecoderAttentionWeights& weights, ConstRows tokens);
    void storeKeys(const DecoderAttentionWeights& weights, ConstRows tokens);
    void storeValues(const DecoderAttentionWeights& weights, ConstRows tokens);

    AttentionQueries queries(int head) const;
    AttentionKeys keys(int head) const;

private:
    void storeChannels(const PackedMatrix& matrix, ConstRows tokens, FloatBuffer& target);

    int m_tokens;
    int m_heads;
    int m_headDim;
    std::size_t m_columns;
    FloatBuffer m_projected;
    FloatBuffer m_queries, m_keys; ///< heads x headDim x columns
    FloatBuffer m_values;          ///< heads x tokens x headDim
};

} // namespace samscope
