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

/// SamVisionAttention of transformers, eager: softmax(scale q k^T + rel_h + rel_w) v. The scores of all heads at once
/// would take up to 1 GB, so they are made for a few windows, heads or query rows at a time.
struct VisionAttention
{
    std::int64_t heads = 0;
    Linear qkv;
    Linear proj;
    at::Tensor relativeHeight; ///< side x side x head dim: of query row and key row
    at::Tensor relativeWidth;

    /// `side` is the window's side, or the grid's for a global layer.
    static VisionAttention take(Weights& weights, const std::string& name, std::int64_t heads, std::int64_t side);
    /// BxSxSxD to BxSxSxD.
    at::Tensor operator()(const at::Tensor& x, AttentionScratch& scratch) const;
};

} // namespace samscope
