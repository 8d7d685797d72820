#pragma once

#include "core/sam/layers.h"

namespace samscope {

/// Two buffers that hold a part of the attention scores at a time; made once per picture and reused by every layer.
struct AttentionScratch
{
    at::Tensor scores;
    at::Tensor other; ///< the positional bias, then the probabilities

    /// For scores of a `grid` x `grid` picture: at least one row of queries against all keys.
    static AttentionScratch of(std::int64_t grid, at::Device device);
};

/// How the attention of the image encoder is computed.
enum class AttentionKind
{
    Eager, ///< op for op as transformers does, in float32
    Fused, ///< by torch's scaled_dot_product_attention, which holds neither scores nor bias in memory on a GPU
};

/// What the linears and the attention of the image encoder are computed with. The norms, the residual stream and the
/// neck are float32 always.
struct EncoderArithmetic
{
    AttentionKind attention = AttentionKind::Eager;
    at::ScalarType type = at::kFloat; ///< kBFloat16 or kHalf for the linears, and for the attention when it is fused
    Activation gelu = Activation::Gelu;
};

/// SamVisionAttention of transformers: softmax(scale q k^T + rel_h + rel_w) v. Eager, the scores of all heads at once
/// would take up to 1 GB, so they are made for a few windows, heads or query rows at a time. Fused, the bias becomes
/// part of the product: [scale q, rel_h, rel_w] [k, row of k as one-hot, column of k as one-hot]^T.
struct VisionAttention
{
    std::int64_t heads = 0;
    Linear qkv;
    Linear proj;
    at::Tensor relativeHeight; ///< side x side x head dim: of query row and key row
    at::Tensor relativeWidth;
    at::Tensor keyPlaces{}; ///< (side x side) x 2 side, one-hot row and column of each key; undefined when eager

    /// `side` is the window's side, or the grid's for a global layer.
    static VisionAttention take(Weights& weights, const std::string& name, std::int64_t heads, std::int64_t side,
                                const EncoderArithmetic& arithmetic);
    /// BxSxSxD to BxSxSxD, of the type of the linears.
    at::Tensor operator()(const at::Tensor& x, AttentionScratch& scratch) const;
};

} // namespace samscope
