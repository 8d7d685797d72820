#include "core/sam/prompt_encoder.h"

#include <numbers>

namespace samscope {

at::Tensor PositionalEmbedding::operator()(const at::Tensor& coordinates) const
{
    const at::Tensor centred = coordinates.mul(2).sub(1).to(projection.device(), projection.scalar_type());
    const at::Tensor angles = centred.matmul(projection).mul(2 * std::numbers::pi);
    return at::cat({angles.sin(), angles.cos()}, -1);
}

PromptEncoder::PromptEncoder(const SamConfig& config, Weights& weights, PositionalEmbedding positions)
    : m_positions(std::move(positions)), m_imageSize(config.vision.imageSize), m_grid(config.vision.grid())
{
    const std::string name = "prompt_encoder.";
    for (int i = 0; i < config.prompt.numPointEmbeddings; ++i) {
        m_pointEmbed.push_back(weights.take(name + "point_embed." + std::to_string(i) + ".weight"));
    }
    m_notAPoint = weights.take(name + "not_a_point_embed.weight");
    m_noMask = weights.take(name + "no_mask_embed.weight");
    m_mask1 = Convolution::take(weights, name + "mask_embed.conv1");
    m_maskNorm1 = LayerNorm::take(weights, name + "mask_embed.layer_norm1", config.prompt.layerNormEps);
    m_mask2 = Convolution::take(weights, name + "mask_embed.conv2");
    m_maskNorm2 = LayerNorm::take(weights, name + "mask_embed.layer_norm2", config.prompt.layerNormEps);
    m_mask3 = Convolution::take(weights, name + "mask_embed.conv3");
}

at::Tensor PromptEncoder::embedCoordinates(const std::vector<std::array<double, 2>>& coordinates) const
{
    at::Tensor tensor = at::empty({static_cast<std::int64_t>(coordinates.size()), 2}, at::kDouble);
    double* out = tensor.mutable_data_ptr<double>();
    for (const auto& [x, y] : coordinates) {
        *out++ = (x + 0.5) / m_imageSize;
        *out++ = (y + 0.5) / m_imageSize;
    }
    return m_positions(tensor);
}

at::Tensor PromptEncoder::embedPoints(const InputPrompts& prompts) const
{
    const at::Tensor embedded = embedCoordinates(prompts.points);
    std::vector<at::Tensor> tokens;
    for (std::size_t i = 0; i < prompts.points.size(); ++i) {
        const at::Tensor token = embedded.narrow(0, static_cast<std::int64_t>(i), 1);
        tokens.push_back(token.add(m_pointEmbed[prompts.labels[i] == 1 ? 1 : 0]));
    }
    if (!prompts.box) {
        tokens.push_back(m_notAPoint);
    }
    return at::cat(tokens);
}

at::Tensor PromptEncoder::embedBox(const Rect<double>& box) const
{
    const at::Tensor corners = embedCoordinates({{box.x0, box.y0}, {box.x1, box.y1}});
    return corners.add(at::cat({m_pointEmbed[2], m_pointEmbed[3]}));
}

// NxC.
at::Tensor PromptEncoder::sparse(const InputPrompts& prompts) const
{
    std::vector<at::Tensor> tokens = {m_notAPoint.narrow(0, 0, 0)};
    if (!prompts.points.empty()) {
        tokens.push_back(embedPoints(prompts));
    }
    if (prompts.box) {
        tokens.push_back(embedBox(*prompts.box));
    }
    return at::cat(tokens);
}

at::Tensor PromptEncoder::sparse(std::span<const InputPrompts> prompts) const
{
    std::vector<at::Tensor> sets;
    for (const InputPrompts& set : prompts) {
        sets.push_back(sparse(set));
    }
    return at::stack(sets);
}

at::Tensor PromptEncoder::dense(const at::Tensor& mask) const
{
    if (!mask.defined()) {
        return m_noMask.view({1, -1, 1, 1}).expand({1, -1, m_grid, m_grid});
    }
    const at::Tensor half = at::gelu(m_maskNorm1.overChannels(m_mask1(mask, 2)));
    return m_mask3(at::gelu(m_maskNorm2.overChannels(m_mask2(half, 2))));
}

} // namespace samscope
