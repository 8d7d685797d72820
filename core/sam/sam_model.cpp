#include "core/sam/sam_model.h"

namespace samscope {

SamModel::SamModel(const SamConfig& config, Weights weights, const ModelArithmetic& arithmetic)
    : m_positions{weights.take("shared_image_embedding.positional_embedding")},
      m_imageEncoder(config.vision, weights, arithmetic.encoder), m_promptEncoder(config, weights, m_positions),
      m_maskDecoder(config.decoder, weights, arithmetic.decoderNormEps),
      m_gridPositions(gridPositions(config.vision.grid()))
{
}

// get_image_wide_positional_embeddings, in float32 as there.
at::Tensor SamModel::gridPositions(std::int64_t grid) const
{
    const at::Tensor ones = at::ones({grid, grid}, m_positions.projection.options());
    const at::Tensor y = ones.cumsum(0).sub(0.5).div(grid);
    const at::Tensor x = ones.cumsum(1).sub(0.5).div(grid);
    return m_positions(at::stack({x, y}, -1)).permute({2, 0, 1}).unsqueeze(0);
}

at::Tensor SamModel::encode(const at::Tensor& pixelValues, const Work& work, const BlockObserver& observer) const
{
    return m_imageEncoder(pixelValues, work, observer);
}

DecoderAnswer SamModel::decode(const at::Tensor& embedding, std::span<const InputPrompts> prompts,
                               const at::Tensor& mask, bool multimask) const
{
    return m_maskDecoder(embedding, m_gridPositions, m_promptEncoder.sparse(prompts), m_promptEncoder.dense(mask),
                         multimask);
}

} // namespace samscope
