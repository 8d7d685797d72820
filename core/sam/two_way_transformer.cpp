#include "core/sam/two_way_transformer.h"

#include <cmath>

namespace samscope {

namespace {

// nn.LayerNorm's own default, which transformers leaves in place here.
constexpr double finalNormEps = 1e-5;

// PxNxC to P x heads x N x C/heads.
at::Tensor separateHeads(const at::Tensor& x, std::int64_t heads)
{
    return x.reshape({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
}

// PxCxGxG to Px(GG)xC.
at::Tensor asTokens(const at::Tensor& picture)
{
    return picture.flatten(2).transpose(1, 2);
}

TwoWayBlock takeBlock(Weights& weights, const MaskDecoderConfig& config, int index, double eps)
{
    const std::string name = "mask_decoder.transformer.layers." + std::to_string(index) + ".";
    return {DecoderAttention::take(weights, name + "self_attn", config.heads),
            LayerNorm::take(weights, name + "layer_norm1", eps),
            DecoderAttention::take(weights, name + "cross_attn_token_to_image", config.heads),
            LayerNorm::take(weights, name + "layer_norm2", eps),
            Mlp::take(weights, name + "mlp", Activation::Relu),
            LayerNorm::take(weights, name + "layer_norm3", eps),
            LayerNorm::take(weights, name + "layer_norm4", eps),
            DecoderAttention::take(weights, name + "cross_attn_image_to_token", config.heads),
            index == 0};
}

void passThrough(const TwoWayBlock& block, at::Tensor& tokens, at::Tensor& image, const at::Tensor& tokenPositions,
                 const at::Tensor& imagePositions)
{
    if (block.isFirst) {
        tokens = block.selfAttention(tokens, tokens, tokens);
    } else {
        const at::Tensor positioned = tokens.add(tokenPositions);
        tokens = tokens.add(block.selfAttention(positioned, positioned, tokens));
    }
    tokens = block.norm1(tokens);

    const at::Tensor imageKeys = image.add(imagePositions);
    tokens = block.norm2(tokens.add(block.tokenToImage(tokens.add(tokenPositions), imageKeys, image)));
    tokens = block.norm3(tokens.add(block.mlp(tokens)));
    image = block.norm4(image.add(block.imageToToken(imageKeys, tokens.add(tokenPositions), tokens)));
}

} // namespace

DecoderAttention DecoderAttention::take(Weights& weights, const std::string& name, std::int64_t heads)
{
    return {heads, Linear::take(weights, name + ".q_proj"), Linear::take(weights, name + ".k_proj"),
            Linear::take(weights, name + ".v_proj"), Linear::take(weights, name + ".out_proj")};
}

at::Tensor DecoderAttention::operator()(const at::Tensor& queries, const at::Tensor& keys,
                                        const at::Tensor& values) const
{
    // Queries of many sets on the same keys are one long list: a product over unequal batches would copy the keys.
    const bool sharesKeys = keys.size(0) == 1;
    const at::Tensor q = separateHeads(query(sharesKeys ? queries.flatten(0, 1).unsqueeze(0) : queries), heads);
    const at::Tensor k = separateHeads(key(keys), heads);
    const at::Tensor v = separateHeads(value(values), heads);
    const double scale = std::pow(static_cast<double>(q.size(3)), -0.5);
    const at::Tensor weights = at::_softmax(q.matmul(k.transpose(2, 3)).mul(scale), -1, false);
    const at::Tensor attended = weights.matmul(v).transpose(1, 2).flatten(2);
    return out(sharesKeys ? attended.reshape({queries.size(0), queries.size(1), -1}) : attended);
}

TwoWayTransformer::TwoWayTransformer(const MaskDecoderConfig& config, Weights& weights, double normEps)
{
    for (int i = 0; i < config.layers; ++i) {
        m_blocks.push_back(takeBlock(weights, config, i, normEps));
    }
    const std::string name = "mask_decoder.transformer.";
    m_finalAttention = DecoderAttention::take(weights, name + "final_attn_token_to_image", config.heads);
    m_finalNorm = LayerNorm::take(weights, name + "layer_norm_final_attn", finalNormEps);
}

std::pair<at::Tensor, at::Tensor> TwoWayTransformer::operator()(const at::Tensor& tokens, const at::Tensor& image,
                                                                const at::Tensor& imagePositions) const
{
    at::Tensor queries = tokens;
    at::Tensor keys = asTokens(image);
    const at::Tensor keyPositions = asTokens(imagePositions);
    for (const TwoWayBlock& block : m_blocks) {
        passThrough(block, queries, keys, tokens, keyPositions);
    }
    const at::Tensor attended = m_finalAttention(queries.add(tokens), keys.add(keyPositions), keys);
    return {m_finalNorm(queries.add(attended)), keys};
}

} // namespace samscope
