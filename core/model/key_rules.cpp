#include "core/model/key_rules.h"

#include <array>

namespace samscope {

namespace {

constexpr auto rules = std::to_array<KeyRule>({
    {1, "mask_decoder.iou_prediction_head.layers.0", "iou_prediction_head.layers.0", "iou_prediction_head.proj_in"},
    {2, "mask_decoder.iou_prediction_head.layers.1", "iou_prediction_head.layers.1", "iou_prediction_head.layers.0"},
    {3, "mask_decoder.iou_prediction_head.layers.2", "iou_prediction_head.layers.2", "iou_prediction_head.proj_out"},
    {4, "mask_decoder.output_upscaling.0", "mask_decoder.output_upscaling.0", "mask_decoder.upscale_conv1"},
    {5, "mask_decoder.output_upscaling.1", "mask_decoder.output_upscaling.1", "mask_decoder.upscale_layer_norm"},
    {6, "mask_decoder.output_upscaling.3", "mask_decoder.output_upscaling.3", "mask_decoder.upscale_conv2"},
    {7, "prompt_encoder.mask_downscaling.0", "mask_downscaling.0", "mask_embed.conv1"},
    {8, "prompt_encoder.mask_downscaling.1", "mask_downscaling.1", "mask_embed.layer_norm1"},
    {9, "prompt_encoder.mask_downscaling.3", "mask_downscaling.3", "mask_embed.conv2"},
    {10, "prompt_encoder.mask_downscaling.4", "mask_downscaling.4", "mask_embed.layer_norm2"},
    {11, "prompt_encoder.mask_downscaling.6", "mask_downscaling.6", "mask_embed.conv3"},
    {12, "prompt_encoder.point_embeddings", "point_embeddings", "point_embed"},
    {13, "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix", "pe_layer.positional_encoding_gaussian_matrix",
     "shared_embedding.positional_embedding"},
    {14, "image_encoder", "image_encoder", "vision_encoder"},
    {15, "image_encoder.neck.0", "neck.0", "neck.conv1"},
    {16, "image_encoder.neck.1", "neck.1", "neck.layer_norm1"},
    {17, "image_encoder.neck.2", "neck.2", "neck.conv2"},
    {18, "image_encoder.neck.3", "neck.3", "neck.layer_norm2"},
    {19, "image_encoder.patch_embed.proj", "patch_embed.proj", "patch_embed.projection"},
    {20, "image_encoder.blocks.#.norm#", ".norm", ".layer_norm"},
    {20, "mask_decoder.transformer.layers.#.norm#", ".norm", ".layer_norm"},
    {20, "mask_decoder.transformer.norm_final_attn", ".norm", ".layer_norm"},
    {21, "image_encoder.blocks", "blocks", "layers"},
    {22, "mask_decoder.output_hypernetworks_mlps.#.layers.0", "layers.0", "proj_in"},
    {22, "mask_decoder.output_hypernetworks_mlps.#.layers.1", "layers.1", "layers.0"},
    {22, "mask_decoder.output_hypernetworks_mlps.#.layers.2", "layers.2", "proj_out"},
});

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

std::span<const KeyRule> keyRules()
{
    return rules;
}

bool startsWithComponents(std::string_view key, std::string_view pattern)
{
    std::size_t at = 0;
    for (const char c : pattern) {
        if (c != '#') {
            if (at == key.size() || key[at] != c) {
                return false;
            }
            ++at;
            continue;
        }
        const std::size_t start = at;
        while (at < key.size() && isDigit(key[at])) {
            ++at;
        }
        if (at == start) {
            return false;
        }
    }
    return at == key.size() || key[at] == '.';
}

std::string renameKey(const std::string& metaKey, std::vector<int>* matched)
{
    std::string key = metaKey;
    for (const KeyRule& rule : rules) {
        if (!startsWithComponents(metaKey, rule.where)) {
            continue;
        }
        key.replace(key.find(rule.find), rule.find.size(), rule.replace);
        if (matched) {
            matched->push_back(rule.number);
        }
    }
    return key;
}

} // namespace samscope
