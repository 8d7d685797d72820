#pragma once

#include "core/base/work.h"
#include "core/inference/predictor.h"
#include "core/model/sam_config.h"
#include "core/sam/vision_attention.h"

#include <optional>
#include <vector>

namespace samscope {

/// SamVisionLayer: attention over windows or over the whole picture, then an MLP, each with its residual.
struct EncoderBlock
{
    LayerNorm norm1;
    VisionAttention attention;
    LayerNorm norm2;
    Mlp mlp;
    std::int64_t window = 0; ///< side of a window, 0 for a global layer

    at::Tensor operator()(const at::Tensor& x, AttentionScratch& scratch) const;
};

/// SamVisionEncoder: the ViT and its neck.
class ImageEncoder
{
public:
    ImageEncoder(const VisionConfig& config, Weights& weights, const EncoderArithmetic& arithmetic);

    /// 1x3xNxN pixel values to the 1xCxGxG embedding. Reports each block and stops between blocks. What comes out of
    /// a block is copied to the CPU for `observer` when there is one.
    at::Tensor operator()(const at::Tensor& pixelValues, const Work& work, const BlockObserver& observer = {}) const;

private:
    std::int64_t m_patch;
    Convolution m_patchEmbed;
    at::Tensor m_positions; ///< 1xGxGxD
    std::vector<EncoderBlock> m_blocks;
    Convolution m_neck1;
    LayerNorm m_neckNorm1;
    Convolution m_neck2;
    LayerNorm m_neckNorm2;
};

} // namespace samscope
