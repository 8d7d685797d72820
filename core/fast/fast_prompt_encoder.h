#pragma once

#include "core/fast/layers.h"
#include "core/inference/prompt.h"

#include <span>
#include <vector>

namespace samscope {

/// SamPromptEncoder: prompts to tokens, a mask to an embedding of each place of the picture.
class FastPromptEncoder
{
public:
    explicit FastPromptEncoder(ModelSource& source);

    int channels() const { return m_channels; }
    /// N x C; empty without points and box. Points alone are followed by a padding token.
    std::vector<float> sparse(const InputPrompts& prompts) const;
    /// C values for every place, where there is no mask.
    std::span<const float> noMask() const { return m_noMask; }
    /// One picture row of the embedding of `mask` (4Gx4G logits), G x C.
    void embedMaskRow(std::span<const float> mask, int row, Rows out) const;
    /// get_image_wide_positional_embeddings: (G*G) x C.
    std::vector<float> gridPositions() const;

private:
    void embed(float x, float y, float* out) const;
    void appendCorner(double x, double y, const std::vector<float>& kind, std::vector<float>& tokens) const;

    int m_channels;
    int m_grid;
    double m_imageSize;
    std::vector<float> m_projection;              ///< 2 x C/2
    std::vector<std::vector<float>> m_pointEmbed; ///< background, foreground, first and second corner
    std::vector<float> m_notAPoint;
    std::vector<float> m_noMask;
    PackedMatrix m_mask1; ///< of 2x2 pixels
    RowNorm m_maskNorm1;
    PackedMatrix m_mask2; ///< of 2x2 places, each with its channels side by side
    RowNorm m_maskNorm2;
    PackedMatrix m_mask3;
};

} // namespace samscope
