#include "core/fast/fast_prompt_encoder.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace samscope {

namespace {

// A convolution whose stride is its 2x2 kernel, as a matrix over the four places: from out x in x 2 x 2 to
// out x (2 x 2 x in).
PackedMatrix readDownscaling(ModelSource& source, const std::string& name)
{
    const std::vector<float> weight = source.read(name + ".weight");
    const int outputs = static_cast<int>(source.shape(name + ".weight")[0]);
    const int inputs = static_cast<int>(source.shape(name + ".weight")[1]);
    std::vector<float> matrix(weight.size());
    for (int o = 0; o < outputs; ++o) {
        for (int i = 0; i < inputs; ++i) {
            for (int place = 0; place < 4; ++place) {
                matrix[(o * 4 + place) * inputs + i] = weight[(o * inputs + i) * 4 + place];
            }
        }
    }
    return {matrix, source.read(name + ".bias"), outputs, 4 * inputs};
}

} // namespace

FastPromptEncoder::FastPromptEncoder(ModelSource& source)
    : m_channels(source.config().prompt.hiddenSize), m_grid(source.config().vision.grid()),
      m_imageSize(source.config().vision.imageSize),
      m_projection(source.read("shared_image_embedding.positional_embedding"))
{
    const std::string name = "prompt_encoder.";
    for (int i = 0; i < source.config().prompt.numPointEmbeddings; ++i) {
        m_pointEmbed.push_back(source.read(name + "point_embed." + std::to_string(i) + ".weight"));
    }
    m_notAPoint = source.read(name + "not_a_point_embed.weight");
    m_noMask = source.read(name + "no_mask_embed.weight");
    const double eps = source.config().prompt.layerNormEps;
    m_mask1 = readDownscaling(source, name + "mask_embed.conv1");
    m_maskNorm1 = readNorm(source, name + "mask_embed.layer_norm1", eps);
    m_mask2 = readDownscaling(source, name + "mask_embed.conv2");
    m_maskNorm2 = readNorm(source, name + "mask_embed.layer_norm2", eps);
    m_mask3 = readLinear(source, name + "mask_embed.conv3");
}

// SamPositionalEmbedding: sines and cosines of random projections of coordinates within [0, 1], in float32.
void FastPromptEncoder::embed(float x, float y, float* out) const
{
    const int half = m_channels / 2;
    for (int i = 0; i < half; ++i) {
        const float angle = (x * m_projection[i] + y * m_projection[half + i]) * (2 * std::numbers::pi_v<float>);
        out[i] = std::sin(angle);
        out[half + i] = std::cos(angle);
    }
}

// `kind` says what the place means.
void FastPromptEncoder::appendCorner(double x, double y, const std::vector<float>& kind,
                                     std::vector<float>& tokens) const
{
    tokens.resize(tokens.size() + m_channels);
    float* token = tokens.data() + tokens.size() - m_channels;
    const auto centred = [&](double value) { return static_cast<float>((value + 0.5) / m_imageSize * 2 - 1); };
    embed(centred(x), centred(y), token);
    for (int c = 0; c < m_channels; ++c) {
        token[c] += kind[c];
    }
}

std::vector<float> FastPromptEncoder::sparse(const InputPrompts& prompts) const
{
    std::vector<float> tokens;
    for (std::size_t i = 0; i < prompts.points.size(); ++i) {
        appendCorner(prompts.points[i][0], prompts.points[i][1], m_pointEmbed[prompts.labels[i] == 1 ? 1 : 0], tokens);
    }
    if (!prompts.points.empty() && !prompts.box) {
        tokens.insert(tokens.end(), m_notAPoint.begin(), m_notAPoint.end());
    }
    if (prompts.box) {
        const auto& [x0, y0, x1, y1] = *prompts.box;
        appendCorner(x0, y0, m_pointEmbed[2], tokens);
        appendCorner(x1, y1, m_pointEmbed[3], tokens);
    }
    return tokens;
}

void FastPromptEncoder::embedMaskRow(std::span<const float> mask, int row, Rows out) const
{
    const int halfChannels = m_mask1.outputs();
    const std::size_t stride1 = paddedWidth(halfChannels);
    const std::size_t stride2 = paddedWidth(m_mask2.outputs());
    FloatBuffer pixels(static_cast<std::size_t>(m_grid) * 4 * 4);
    FloatBuffer half(m_grid * 4 * stride1);
    FloatBuffer places(static_cast<std::size_t>(m_grid) * m_mask2.inputs());
    FloatBuffer quarter(m_grid * stride2);

    float* pixel = pixels.data();
    for (int x = 0; x < m_grid; ++x) {
        for (int place = 0; place < 4; ++place) {
            for (int p = 0; p < 4; ++p) {
                const int y = 4 * row + place / 2 * 2 + p / 2;
                *pixel++ = mask[static_cast<std::size_t>(y) * 4 * m_grid + 4 * x + place % 2 * 2 + p % 2];
            }
        }
    }
    multiply(m_mask1, {pixels.data(), 4}, {half.data(), stride1}, 4 * m_grid, Start::Bias);
    normalizeAndGelu(m_maskNorm1, {half.data(), stride1}, {half.data(), stride1}, 4 * m_grid);
    for (int i = 0; i < 4 * m_grid; ++i) {
        std::copy_n(half.data() + i * stride1, halfChannels, places.data() + i * halfChannels);
    }
    const auto inputs = static_cast<std::size_t>(m_mask2.inputs());
    multiply(m_mask2, {places.data(), inputs}, {quarter.data(), stride2}, m_grid, Start::Bias);
    normalizeAndGelu(m_maskNorm2, {quarter.data(), stride2}, {quarter.data(), stride2}, m_grid);
    multiply(m_mask3, {quarter.data(), stride2}, out, m_grid, Start::Bias);
}

std::vector<float> FastPromptEncoder::gridPositions() const
{
    std::vector<float> positions(static_cast<std::size_t>(m_grid) * m_grid * m_channels);
    float* out = positions.data();
    const auto centred = [&](int i) { return (static_cast<float>(i) + 0.5f) / static_cast<float>(m_grid) * 2 - 1; };
    for (int y = 0; y < m_grid; ++y) {
        for (int x = 0; x < m_grid; ++x, out += m_channels) {
            embed(centred(x), centred(y), out);
        }
    }
    return positions;
}

} // namespace samscope
