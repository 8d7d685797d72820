#include "core/model/meta_tensors.h"

#include <fmt/format.h>

#include <algorithm>

namespace samscope {

namespace {

using Size = std::uint64_t;

/// Collects names in the order in which the modules of segment_anything register them.
class MetaTree
{
public:
    explicit MetaTree(const SamConfig& config) : m_config(config) {}

    std::vector<std::pair<std::string, Shape>> collect()
    {
        imageEncoder(m_config.vision);
        promptEncoder(m_config.prompt);
        maskDecoder(m_config.decoder);
        return std::move(m_tensors);
    }

private:
    void add(std::string name, Shape shape) { m_tensors.emplace_back(std::move(name), std::move(shape)); }

    void norm(const std::string& name, Size size)
    {
        add(name + ".weight", {size});
        add(name + ".bias", {size});
    }

    void linear(const std::string& name, Size rows, Size columns)
    {
        add(name + ".weight", {rows, columns});
        add(name + ".bias", {rows});
    }

    void convolution(const std::string& name, Size out, Size in, Size kernel)
    {
        add(name + ".weight", {out, in, kernel, kernel});
        add(name + ".bias", {out});
    }

    void transposedConvolution(const std::string& name, Size in, Size out)
    {
        add(name + ".weight", {in, out, 2, 2});
        add(name + ".bias", {out});
    }

    void attention(const std::string& name, Size hidden, Size inner)
    {
        for (const char* part : {".q_proj", ".k_proj", ".v_proj"}) {
            linear(name + part, inner, hidden);
        }
        linear(name + ".out_proj", hidden, inner);
    }

    void imageEncoder(const VisionConfig& vision)
    {
        const std::string encoder = "image_encoder.";
        const Size width = vision.hiddenSize;
        const Size grid = vision.grid();
        const Size output = vision.outputChannels;
        add(encoder + "pos_embed", {1, grid, grid, width});
        convolution(encoder + "patch_embed.proj", width, vision.channels, vision.patchSize);
        for (int i = 0; i < vision.layers; ++i) {
            encoderBlock(vision, i);
        }
        add(encoder + "neck.0.weight", {output, width, 1, 1});
        norm(encoder + "neck.1", output);
        add(encoder + "neck.2.weight", {output, output, 3, 3});
        norm(encoder + "neck.3", output);
    }

    void encoderBlock(const VisionConfig& vision, int index)
    {
        const std::string block = fmt::format("image_encoder.blocks.{}.", index);
        const auto& globals = vision.globalAttnIndexes;
        const bool global = std::find(globals.begin(), globals.end(), index) != globals.end();
        const Size side = global || vision.windowSize == 0 ? vision.grid() : vision.windowSize;
        const Size width = vision.hiddenSize;
        norm(block + "norm1", width);
        add(block + "attn.rel_pos_h", {2 * side - 1, static_cast<Size>(vision.headDim())});
        add(block + "attn.rel_pos_w", {2 * side - 1, static_cast<Size>(vision.headDim())});
        linear(block + "attn.qkv", 3 * width, width);
        linear(block + "attn.proj", width, width);
        norm(block + "norm2", width);
        linear(block + "mlp.lin1", vision.mlpDim, width);
        linear(block + "mlp.lin2", width, vision.mlpDim);
    }

    void promptEncoder(const PromptEncoderConfig& prompt)
    {
        const std::string encoder = "prompt_encoder.";
        const Size hidden = prompt.hiddenSize;
        const Size wide = prompt.maskInputChannels;
        const Size narrow = wide / 4;
        add(encoder + "pe_layer.positional_encoding_gaussian_matrix",
            {2, static_cast<Size>(m_config.vision.numPosFeats)});
        for (int i = 0; i < prompt.numPointEmbeddings; ++i) {
            add(fmt::format("{}point_embeddings.{}.weight", encoder, i), {1, hidden});
        }
        add(encoder + "not_a_point_embed.weight", {1, hidden});
        convolution(encoder + "mask_downscaling.0", narrow, 1, 2);
        norm(encoder + "mask_downscaling.1", narrow);
        convolution(encoder + "mask_downscaling.3", wide, narrow, 2);
        norm(encoder + "mask_downscaling.4", wide);
        convolution(encoder + "mask_downscaling.6", hidden, wide, 1);
        add(encoder + "no_mask_embed.weight", {1, hidden});
    }

    void maskDecoder(const MaskDecoderConfig& decoder)
    {
        const std::string name = "mask_decoder.";
        const Size hidden = decoder.hiddenSize;
        const Size masks = decoder.numMultimaskOutputs + 1;
        twoWayTransformer(decoder);
        add(name + "iou_token.weight", {1, hidden});
        add(name + "mask_tokens.weight", {masks, hidden});
        transposedConvolution(name + "output_upscaling.0", hidden, hidden / 4);
        norm(name + "output_upscaling.1", hidden / 4);
        transposedConvolution(name + "output_upscaling.3", hidden / 4, hidden / 8);
        for (Size i = 0; i < masks; ++i) {
            head(fmt::format("{}output_hypernetworks_mlps.{}", name, i), hidden, hidden, hidden / 8, 3);
        }
        head(name + "iou_prediction_head", hidden, decoder.iouHeadHiddenDim, masks, decoder.iouHeadDepth);
    }

    void twoWayTransformer(const MaskDecoderConfig& decoder)
    {
        const std::string name = "mask_decoder.transformer.";
        const Size hidden = decoder.hiddenSize;
        const Size inner = decoder.hiddenSize / decoder.attentionDownsampleRate;
        for (int i = 0; i < decoder.layers; ++i) {
            const std::string layer = fmt::format("{}layers.{}.", name, i);
            attention(layer + "self_attn", hidden, hidden);
            norm(layer + "norm1", hidden);
            attention(layer + "cross_attn_token_to_image", hidden, inner);
            norm(layer + "norm2", hidden);
            linear(layer + "mlp.lin1", decoder.mlpDim, hidden);
            linear(layer + "mlp.lin2", hidden, decoder.mlpDim);
            norm(layer + "norm3", hidden);
            norm(layer + "norm4", hidden);
            attention(layer + "cross_attn_image_to_token", hidden, inner);
        }
        attention(name + "final_attn_token_to_image", hidden, inner);
        norm(name + "norm_final_attn", hidden);
    }

    void head(const std::string& name, Size in, Size hidden, Size out, int depth)
    {
        for (int i = 0; i < depth; ++i) {
            linear(fmt::format("{}.layers.{}", name, i), i + 1 == depth ? out : hidden, i == 0 ? in : hidden);
        }
    }

    const SamConfig& m_config;
    std::vector<std::pair<std::string, Shape>> m_tensors;
};

} // namespace

std::vector<std::pair<std::string, Shape>> metaTensors(const SamConfig& config)
{
    return MetaTree(config).collect();
}

} // namespace samscope
