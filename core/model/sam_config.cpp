#include "core/model/sam_config.h"

#include <fmt/format.h>

namespace samscope {

namespace {

SamConfig withEncoder(int hiddenSize, int layers, int heads, int mlpDim, std::vector<int> globalBlocks)
{
    SamConfig config;
    config.vision.hiddenSize = hiddenSize;
    config.vision.layers = layers;
    config.vision.heads = heads;
    config.vision.mlpDim = mlpDim;
    config.vision.globalAttnIndexes = std::move(globalBlocks);
    return config;
}

std::string listText(const std::vector<int>& numbers)
{
    std::string text;
    for (const int number : numbers) {
        text += text.empty() ? "" : ", ";
        text += std::to_string(number);
    }
    return fmt::format("[{}]", text);
}

struct Limit
{
    std::string_view name;
    int value;
    int largest;
};

std::string limitProblem(const SamConfig& config)
{
    const VisionConfig& vision = config.vision;
    const PromptEncoderConfig& prompt = config.prompt;
    const MaskDecoderConfig& decoder = config.decoder;
    const Limit limits[] = {
        {"hidden_size", vision.hiddenSize, 65536},
        {"num_hidden_layers", vision.layers, 1024},
        {"num_attention_heads", vision.heads, 1024},
        {"mlp_dim", vision.mlpDim, 1 << 20},
        {"num_channels", vision.channels, 1024},
        {"image_size", vision.imageSize, 65536},
        {"patch_size", vision.patchSize, 1024},
        {"output_channels", vision.outputChannels, 65536},
        {"num_pos_feats", vision.numPosFeats, 65536},
        {"window_size + 1", vision.windowSize + 1, 65536},
        {"prompt_encoder.hidden_size", prompt.hiddenSize, 65536},
        {"prompt_encoder.mask_input_channels", prompt.maskInputChannels, 65536},
        {"mask_decoder.hidden_size", decoder.hiddenSize, 65536},
        {"mask_decoder.num_hidden_layers", decoder.layers, 1024},
        {"mask_decoder.num_attention_heads", decoder.heads, 1024},
        {"mask_decoder.mlp_dim", decoder.mlpDim, 1 << 20},
        {"mask_decoder.attention_downsample_rate", decoder.attentionDownsampleRate, 1024},
        {"mask_decoder.num_multimask_outputs", decoder.numMultimaskOutputs, 1024},
        {"mask_decoder.iou_head_hidden_dim", decoder.iouHeadHiddenDim, 65536},
    };
    for (const Limit& limit : limits) {
        if (limit.value < 1 || limit.value > limit.largest) {
            return fmt::format("{} is {}, not within 1 to {}", limit.name, limit.value, limit.largest);
        }
    }
    return {};
}

std::string divisionProblem(std::string_view name, int value, std::string_view divisorName, int divisor)
{
    return value % divisor == 0 ? std::string{}
                                : fmt::format("{} {} is not a multiple of {} {}", name, value, divisorName, divisor);
}

} // namespace

const std::array<Variant, 5>& namedVariants()
{
    static const std::array<Variant, 5> variants = {{
        {"sam_vit_b_01ec64", withEncoder(768, 12, 12, 3072, {2, 5, 8, 11})},
        {"sam_vit_l_0b3195", withEncoder(1024, 24, 16, 4096, {5, 11, 17, 23})},
        {"sam_vit_h_4b8939", withEncoder(1280, 32, 16, 5120, {7, 15, 23, 31})},
        {"slimsam-50-uniform", withEncoder(384, 12, 12, 1536, {2, 5, 8, 11})},
        {"slimsam-77-uniform", withEncoder(168, 12, 12, 696, {2, 5, 8, 11})},
    }};
    return variants;
}

const Variant* findVariant(std::string_view name)
{
    for (const Variant& variant : namedVariants()) {
        if (variant.name == name) {
            return &variant;
        }
    }
    return nullptr;
}

std::string_view variantName(const SamConfig& config)
{
    for (const Variant& variant : namedVariants()) {
        if (variant.config == config) {
            return variant.name;
        }
    }
    return "custom";
}

std::vector<std::pair<std::string, std::string>> configFields(const SamConfig& config)
{
    const VisionConfig& vision = config.vision;
    const PromptEncoderConfig& prompt = config.prompt;
    const MaskDecoderConfig& decoder = config.decoder;
    return {{"hidden_size", std::to_string(vision.hiddenSize)},
            {"num_hidden_layers", std::to_string(vision.layers)},
            {"num_attention_heads", std::to_string(vision.heads)},
            {"mlp_dim", std::to_string(vision.mlpDim)},
            {"num_channels", std::to_string(vision.channels)},
            {"image_size", std::to_string(vision.imageSize)},
            {"patch_size", std::to_string(vision.patchSize)},
            {"output_channels", std::to_string(vision.outputChannels)},
            {"window_size", std::to_string(vision.windowSize)},
            {"global_attn_indexes", listText(vision.globalAttnIndexes)},
            {"num_pos_feats", std::to_string(vision.numPosFeats)},
            {"prompt_encoder.hidden_size", std::to_string(prompt.hiddenSize)},
            {"prompt_encoder.mask_input_channels", std::to_string(prompt.maskInputChannels)},
            {"prompt_encoder.num_point_embeddings", std::to_string(prompt.numPointEmbeddings)},
            {"prompt_encoder.layer_norm_eps", fmt::format("{}", prompt.layerNormEps)},
            {"mask_decoder.hidden_size", std::to_string(decoder.hiddenSize)},
            {"mask_decoder.num_hidden_layers", std::to_string(decoder.layers)},
            {"mask_decoder.num_attention_heads", std::to_string(decoder.heads)},
            {"mask_decoder.mlp_dim", std::to_string(decoder.mlpDim)},
            {"mask_decoder.attention_downsample_rate", std::to_string(decoder.attentionDownsampleRate)},
            {"mask_decoder.num_multimask_outputs", std::to_string(decoder.numMultimaskOutputs)},
            {"mask_decoder.iou_head_depth", std::to_string(decoder.iouHeadDepth)},
            {"mask_decoder.iou_head_hidden_dim", std::to_string(decoder.iouHeadHiddenDim)},
            {"mask_decoder.layer_norm_eps", fmt::format("{}", decoder.layerNormEps)},
            {"layer_norm_eps", fmt::format("{}", vision.layerNormEps)}};
}

std::string configProblem(const SamConfig& config)
{
    const VisionConfig& vision = config.vision;
    const MaskDecoderConfig& decoder = config.decoder;
    if (std::string problem = limitProblem(config); !problem.empty()) {
        return problem;
    }
    if (config.prompt.hiddenSize != decoder.hiddenSize || vision.outputChannels != decoder.hiddenSize ||
        2 * vision.numPosFeats != decoder.hiddenSize) {
        return fmt::format("output_channels {}, prompt_encoder.hidden_size {}, mask_decoder.hidden_size {} and twice "
                           "num_pos_feats {} are not one number",
                           vision.outputChannels, config.prompt.hiddenSize, decoder.hiddenSize, vision.numPosFeats);
    }
    if (config.prompt.numPointEmbeddings != 4) {
        return fmt::format("prompt_encoder.num_point_embeddings is {}, and SAM has 4",
                           config.prompt.numPointEmbeddings);
    }
    if (decoder.iouHeadDepth != 3) {
        return fmt::format("mask_decoder.iou_head_depth is {}, and the key rules know heads of 3 layers only",
                           decoder.iouHeadDepth);
    }
    const std::string problems[] = {
        divisionProblem("hidden_size", vision.hiddenSize, "num_attention_heads", vision.heads),
        divisionProblem("image_size", vision.imageSize, "patch_size", vision.patchSize),
        divisionProblem("prompt_encoder.mask_input_channels", config.prompt.maskInputChannels, "the constant", 4),
        divisionProblem("mask_decoder.hidden_size", decoder.hiddenSize, "the constant", 8),
        divisionProblem("mask_decoder.hidden_size", decoder.hiddenSize, "num_attention_heads", decoder.heads),
        divisionProblem("mask_decoder.hidden_size", decoder.hiddenSize, "attention_downsample_rate",
                        decoder.attentionDownsampleRate),
        divisionProblem("the inner width of cross-attention", decoder.hiddenSize / decoder.attentionDownsampleRate,
                        "mask_decoder.num_attention_heads", decoder.heads),
    };
    for (const std::string& problem : problems) {
        if (!problem.empty()) {
            return problem;
        }
    }
    return {};
}

} // namespace samscope
