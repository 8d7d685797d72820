#include "core/sam/mask_decoder.h"

namespace samscope {

namespace {

// Of both projects, whatever the other norms have.
constexpr double upscaleNormEps = 1e-6;

// SamFeedForward of the hypernetworks has this depth, which no config names.
constexpr int hypernetworkDepth = 3;

at::Tensor takeOutputTokens(Weights& weights)
{
    const at::Tensor iou = weights.take("mask_decoder.iou_token.weight");
    const at::Tensor masks = weights.take("mask_decoder.mask_tokens.weight");
    return at::cat({iou, masks}, 0).unsqueeze(0);
}

} // namespace

FeedForward FeedForward::take(Weights& weights, const std::string& name, int depth)
{
    FeedForward result;
    result.layers.push_back(Linear::take(weights, name + ".proj_in"));
    for (int i = 0; i + 2 < depth; ++i) {
        result.layers.push_back(Linear::take(weights, name + ".layers." + std::to_string(i)));
    }
    result.layers.push_back(Linear::take(weights, name + ".proj_out"));
    return result;
}

at::Tensor FeedForward::operator()(const at::Tensor& x) const
{
    at::Tensor y = layers.front()(x);
    for (std::size_t i = 1; i < layers.size(); ++i) {
        y = layers[i](y.relu());
    }
    return y;
}

MaskDecoder::MaskDecoder(const MaskDecoderConfig& config, Weights& weights, double normEps)
    : m_outputTokens(takeOutputTokens(weights)), m_transformer(config, weights, normEps)
{
    const std::string name = "mask_decoder.";
    m_upscale1 = Convolution::take(weights, name + "upscale_conv1");
    m_upscaleNorm = LayerNorm::take(weights, name + "upscale_layer_norm", upscaleNormEps);
    m_upscale2 = Convolution::take(weights, name + "upscale_conv2");
    for (int i = 0; i <= config.numMultimaskOutputs; ++i) {
        const std::string mlp = name + "output_hypernetworks_mlps." + std::to_string(i);
        m_hypernetworks.push_back(FeedForward::take(weights, mlp, hypernetworkDepth));
    }
    m_iouHead = FeedForward::take(weights, name + "iou_prediction_head", config.iouHeadDepth);
}

at::Tensor MaskDecoder::upscale(const at::Tensor& image) const
{
    const at::Tensor twice = at::gelu(m_upscaleNorm.overChannels(m_upscale1.transposed(image, 2)));
    return at::gelu(m_upscale2.transposed(twice, 2));
}

DecoderAnswer MaskDecoder::operator()(const at::Tensor& image, const at::Tensor& imagePositions,
                                      const at::Tensor& sparse, const at::Tensor& dense, bool multimask) const
{
    const std::int64_t sets = sparse.size(0);
    const at::Tensor tokens = at::cat({m_outputTokens.expand({sets, -1, -1}), sparse}, 1);
    const auto [tokensOut, imageOut] = m_transformer(tokens, image.add(dense), imagePositions);
    const at::Tensor upscaled = upscale(imageOut.transpose(1, 2).reshape({sets, -1, image.size(2), image.size(3)}));

    std::vector<at::Tensor> products;
    for (std::size_t i = 0; i < m_hypernetworks.size(); ++i) {
        products.push_back(m_hypernetworks[i](tokensOut.select(1, static_cast<std::int64_t>(i) + 1)));
    }
    const at::Tensor masks =
        at::stack(products, 1).matmul(upscaled.flatten(2)).view({sets, -1, upscaled.size(2), upscaled.size(3)});
    const at::Tensor scores = m_iouHead(tokensOut.select(1, 0));

    const std::int64_t first = multimask ? 1 : 0;
    const std::int64_t count = multimask ? masks.size(1) - 1 : 1;
    return {masks.narrow(1, first, count), scores.narrow(1, first, count)};
}

} // namespace samscope
