#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace samscope {

/// SamVisionConfig of transformers: the ViT image encoder and its neck.
struct VisionConfig
{
    int hiddenSize = 768;
    int layers = 12;
    int heads = 12;
    int mlpDim = 3072;
    int channels = 3;
    int imageSize = 1024; ///< pixels of the square input
    int patchSize = 16;
    int outputChannels = 256;
    int windowSize = 14;
    std::vector<int> globalAttnIndexes = {2, 5, 8, 11};
    int numPosFeats = 128;
    double layerNormEps = 1e-6;

    int grid() const { return imageSize / patchSize; }
    int headDim() const { return hiddenSize / heads; }
    bool operator==(const VisionConfig&) const = default;
};

/// SamPromptEncoderConfig.
struct PromptEncoderConfig
{
    int hiddenSize = 256;
    int maskInputChannels = 16;
    int numPointEmbeddings = 4;
    double layerNormEps = 1e-6;
    bool operator==(const PromptEncoderConfig&) const = default;
};

/// SamMaskDecoderConfig.
struct MaskDecoderConfig
{
    int hiddenSize = 256;
    int layers = 2;
    int heads = 8; ///< the one number that no shape tells
    int mlpDim = 2048;
    int attentionDownsampleRate = 2;
    int numMultimaskOutputs = 3;
    int iouHeadDepth = 3;
    int iouHeadHiddenDim = 256;
    double layerNormEps = 1e-6; ///< of layer_norm1..4; the final norm has 1e-5 always
    bool operator==(const MaskDecoderConfig&) const = default;
};

/// SamConfig: everything that fixes the shapes and the arithmetic of one SAM.
struct SamConfig
{
    VisionConfig vision;
    PromptEncoderConfig prompt;
    MaskDecoderConfig decoder;
    bool operator==(const SamConfig&) const = default;
};

/// A variant that the program knows by name.
struct Variant
{
    std::string_view name; ///< "sam_vit_b_01ec64", as --model_name takes it
    SamConfig config;
};

/// sam_vit_b_01ec64, sam_vit_l_0b3195, sam_vit_h_4b8939, slimsam-50-uniform, slimsam-77-uniform.
const std::array<Variant, 5>& namedVariants();

const Variant* findVariant(std::string_view name);

/// The name of the variant with exactly this config, or "custom".
std::string_view variantName(const SamConfig& config);

/// Every number of a config by its name in evidence and messages ("hidden_size", "mask_decoder.mlp_dim"), as text.
std::vector<std::pair<std::string, std::string>> configFields(const SamConfig& config);

/// Why no SAM can have these numbers, in one clause; empty when one can. Everything that computes with a config of a
/// stranger relies on it: positive numbers of sane size, divisible where the network divides them.
std::string configProblem(const SamConfig& config);

} // namespace samscope
