#pragma once

#include "core/base/work.h"
#include "core/sam/image_encoder.h"
#include "core/sam/mask_decoder.h"
#include "core/sam/prompt_encoder.h"

#include <span>

namespace samscope {

/// The choices of arithmetic that no weight fixes. The defaults are transformers' own.
struct ModelArithmetic
{
    double decoderNormEps = 1e-6; ///< of the decoder's layers; Meta has 1e-5
    EncoderArithmetic encoder{};
};

/// SamModel of transformers 5.23 (modeling_sam.py), for one picture at a time; eager and float32 unless told otherwise.
class SamModel
{
public:
    /// Throws `Error` when a tensor is missing.
    SamModel(const SamConfig& config, Weights weights, const ModelArithmetic& arithmetic);

    /// 1x3xNxN pixel values to the 1xCxGxG embedding.
    at::Tensor encode(const at::Tensor& pixelValues, const Work& work, const BlockObserver& observer = {}) const;
    /// P prompt sets with equal counts of points and boxes on one 1xCxGxG embedding; `mask` is Px1x4Gx4G logits or
    /// undefined.
    DecoderAnswer decode(const at::Tensor& embedding, std::span<const InputPrompts> prompts, const at::Tensor& mask,
                         bool multimask) const;

private:
    at::Tensor gridPositions(std::int64_t grid) const;

    PositionalEmbedding m_positions;
    ImageEncoder m_imageEncoder;
    PromptEncoder m_promptEncoder;
    MaskDecoder m_maskDecoder;
    at::Tensor m_gridPositions; ///< 1xCxGxG
};

} // namespace samscope
