#pragma once

#include "core/inference/prompt.h"
#include "core/model/sam_config.h"
#include "core/sam/layers.h"

#include <array>
#include <span>
#include <vector>

namespace samscope {

/// SamPositionalEmbedding: sines and cosines of random projections of coordinates within [0, 1].
struct PositionalEmbedding
{
    at::Tensor projection; ///< 2 x F

    /// ...x2 to ...x2F. Coordinates in double stay so until they are projected.
    at::Tensor operator()(const at::Tensor& coordinates) const;
};

/// SamPromptEncoder: prompts to tokens and to a picture that is added to the embedding.
class PromptEncoder
{
public:
    PromptEncoder(const SamConfig& config, Weights& weights, PositionalEmbedding positions);

    /// PxNxC tokens of P prompt sets with equal counts of points and boxes; N may be 0. Points alone are followed by a
    /// padding token.
    at::Tensor sparse(std::span<const InputPrompts> prompts) const;
    /// PxCxGxG of the masks (Px1x4Gx4G logits), or 1xCxGxG, the embedding that stands for an undefined one.
    at::Tensor dense(const at::Tensor& mask) const;

private:
    at::Tensor sparse(const InputPrompts& prompts) const;
    at::Tensor embedPoints(const InputPrompts& prompts) const;
    at::Tensor embedBox(const Rect<double>& box) const;
    at::Tensor embedCoordinates(const std::vector<std::array<double, 2>>& coordinates) const;

    PositionalEmbedding m_positions;
    double m_imageSize;
    std::int64_t m_grid;
    std::vector<at::Tensor> m_pointEmbed; ///< background, foreground, first and second corner; 1xC each
    at::Tensor m_notAPoint;
    at::Tensor m_noMask;
    Convolution m_mask1;
    LayerNorm m_maskNorm1;
    Convolution m_mask2;
    LayerNorm m_maskNorm2;
    Convolution m_mask3;
};

} // namespace samscope
