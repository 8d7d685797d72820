#pragma once

#include "core/model/sam_config.h"
#include "core/sam/layers.h"

#include <utility>
#include <vector>

namespace samscope {

/// SamAttention: multi-head attention whose inner width may be a fraction of the outer one. PxNxC each; keys and values
/// may be 1xNxC, the same for all.
struct DecoderAttention
{
    std::int64_t heads = 8;
    Linear query;
    Linear key;
    Linear value;
    Linear out;

    static DecoderAttention take(Weights& weights, const std::string& name, std::int64_t heads);
    at::Tensor operator()(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values) const;
};

/// SamTwoWayAttentionBlock: tokens to tokens, tokens to image, MLP, image to tokens.
struct TwoWayBlock
{
    DecoderAttention selfAttention;
    LayerNorm norm1;
    DecoderAttention tokenToImage;
    LayerNorm norm2;
    Mlp mlp;
    LayerNorm norm3;
    LayerNorm norm4;
    DecoderAttention imageToToken;
    bool isFirst = false; ///< the first block's self attention sees no positions and has no residual
};

/// SamTwoWayTransformer.
class TwoWayTransformer
{
public:
    TwoWayTransformer(const MaskDecoderConfig& config, Weights& weights, double normEps);

    /// `tokens` PxNxC; `image` PxCxGxG, or 1xCxGxG for all; `imagePositions` 1xCxGxG. Gives the tokens and the images
    /// (Px(GG)xC) back.
    std::pair<at::Tensor, at::Tensor> operator()(const at::Tensor& tokens, const at::Tensor& image,
                                                 const at::Tensor& imagePositions) const;

private:
    std::vector<TwoWayBlock> m_blocks;
    DecoderAttention m_finalAttention;
    LayerNorm m_finalNorm;
};

} // namespace samscope
