#include "core/model/hf_config.h"

#include "core/base/strict_json.h"

namespace samscope {

namespace {

// Python's json.dumps(sort_keys=True) sorts by code points, as this does by the bytes of their UTF-8.
using SortedJson = nlohmann::json;

constexpr const char* transformersVersion = "5.23.0";

std::string pretty(const SortedJson& value)
{
    return value.dump(2) + "\n";
}

SortedJson visionJson(const VisionConfig& vision)
{
    return {{"attention_dropout", 0.0},
            {"global_attn_indexes", vision.globalAttnIndexes},
            {"hidden_act", "gelu"},
            {"hidden_size", vision.hiddenSize},
            {"image_size", vision.imageSize},
            {"initializer_range", 1e-10},
            {"layer_norm_eps", vision.layerNormEps},
            {"mlp_dim", vision.mlpDim},
            {"mlp_ratio", 4.0},
            {"model_type", "sam_vision_model"},
            {"num_attention_heads", vision.heads},
            {"num_channels", vision.channels},
            {"num_hidden_layers", vision.layers},
            {"num_pos_feats", vision.numPosFeats},
            {"output_channels", vision.outputChannels},
            {"patch_size", vision.patchSize},
            {"qkv_bias", true},
            {"scale", vision.hiddenSize / 2},
            {"use_abs_pos", true},
            {"use_rel_pos", true},
            {"window_size", vision.windowSize}};
}

SortedJson promptJson(const SamConfig& config)
{
    return {{"hidden_act", "gelu"},
            {"hidden_size", config.prompt.hiddenSize},
            {"image_embedding_size", config.vision.grid()},
            {"image_size", config.vision.imageSize},
            {"layer_norm_eps", config.prompt.layerNormEps},
            {"mask_input_channels", config.prompt.maskInputChannels},
            {"model_type", "sam_prompt_encoder"},
            {"num_point_embeddings", config.prompt.numPointEmbeddings},
            {"patch_size", config.vision.patchSize}};
}

SortedJson decoderJson(const MaskDecoderConfig& decoder)
{
    return {{"attention_downsample_rate", decoder.attentionDownsampleRate},
            {"hidden_act", "relu"},
            {"hidden_size", decoder.hiddenSize},
            {"iou_head_depth", decoder.iouHeadDepth},
            {"iou_head_hidden_dim", decoder.iouHeadHiddenDim},
            {"layer_norm_eps", decoder.layerNormEps},
            {"mlp_dim", decoder.mlpDim},
            {"model_type", "sam_mask_decoder"},
            {"num_attention_heads", decoder.heads},
            {"num_hidden_layers", decoder.layers},
            {"num_multimask_outputs", decoder.numMultimaskOutputs}};
}

SortedJson imageProcessorJson(int imageSize)
{
    const int maskSize = imageSize / 4;
    return {{"do_convert_rgb", true},
            {"do_normalize", true},
            {"do_pad", true},
            {"do_rescale", true},
            {"do_resize", true},
            {"image_mean", {0.485, 0.456, 0.406}},
            {"image_processor_type", "SamImageProcessor"},
            {"image_std", {0.229, 0.224, 0.225}},
            {"mask_pad_size", {{"height", maskSize}, {"width", maskSize}}},
            {"mask_size", {{"longest_edge", maskSize}}},
            {"pad_size", {{"height", imageSize}, {"width", imageSize}}},
            {"resample", 2},
            {"rescale_factor", 0.00392156862745098},
            {"size", {{"longest_edge", imageSize}}}};
}

} // namespace

std::string configJson(const SamConfig& config, DType dtype)
{
    const std::string dtypeName(torchName(dtype));
    return pretty({{"architectures", SortedJson::array({"SamModel"})},
                   {"dtype", dtypeName},
                   {"initializer_range", 0.02},
                   {"mask_decoder_config", decoderJson(config.decoder)},
                   {"model_type", "sam"},
                   {"prompt_encoder_config", promptJson(config)},
                   {"tie_word_embeddings", true},
                   {"torch_dtype", dtypeName},
                   {"transformers_version", transformersVersion},
                   {"vision_config", visionJson(config.vision)}});
}

std::string preprocessorConfigJson(const SamConfig& config)
{
    SortedJson json = imageProcessorJson(config.vision.imageSize);
    json["processor_class"] = "SamProcessor";
    return pretty(json);
}

std::string processorConfigJson(const SamConfig& config)
{
    return pretty(
        {{"image_processor", imageProcessorJson(config.vision.imageSize)}, {"processor_class", "SamProcessor"}});
}

} // namespace samscope
