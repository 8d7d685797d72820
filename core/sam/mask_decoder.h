#pragma once

#include "core/sam/two_way_transformer.h"

#include <vector>

namespace samscope {

/// SamFeedForward: linear layers with ReLU between them.
struct FeedForward
{
    std::vector<Linear> layers;

    static FeedForward take(Weights& weights, const std::string& name, int depth);
    at::Tensor operator()(const at::Tensor& x) const;
};

/// What the decoder answers to P prompt sets.
struct DecoderAnswer
{
    at::Tensor masks;     ///< P x K x 4G x 4G logits
    at::Tensor iouScores; ///< P x K
};

/// SamMaskDecoder.
class MaskDecoder
{
public:
    MaskDecoder(const MaskDecoderConfig& config, Weights& weights, double normEps);

    /// `image` and `imagePositions` 1xCxGxG; `sparse` PxNxC; `dense` PxCxGxG, or 1xCxGxG for all. `multimask`: the
    /// masks of tokens 1 and up, otherwise the one of token 0.
    DecoderAnswer operator()(const at::Tensor& image, const at::Tensor& imagePositions, const at::Tensor& sparse,
                             const at::Tensor& dense, bool multimask) const;

private:
    at::Tensor upscale(const at::Tensor& image) const;

    at::Tensor m_outputTokens; ///< 1x(1+M)xC: the IoU token and the mask tokens
    TwoWayTransformer m_transformer;
    Convolution m_upscale1;
    LayerNorm m_upscaleNorm;
    Convolution m_upscale2;
    std::vector<FeedForward> m_hypernetworks;
    FeedForward m_iouHead;
};

} // namespace samscope
