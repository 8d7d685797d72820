#include "core/model/hf_config_reader.h"

#include "core/base/error.h"
#include "core/base/strict_json.h"

#include <algorithm>
#include <limits>

namespace samscope {

namespace {

/// One object of a config.json; what is absent keeps the default it is given.
class Section
{
public:
    Section(const Json& root, const char* key, const std::string& file) : m_file(file), m_path(key)
    {
        const auto found = root.find(key);
        if (found == root.end() || found->is_null()) {
            return;
        }
        if (!found->is_object()) {
            fail(key, "is not an object");
        }
        m_object = &*found;
    }

    void read(const char* key, int& out) const
    {
        if (const Json* found = value(key)) {
            if (!found->is_number_unsigned() ||
                found->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<int>::max())) {
                fail(key, printable(found->dump(), 40) + " is not a whole number from 0 to 2147483647");
            }
            out = found->get<int>();
        }
    }

    void read(const char* key, double& out) const
    {
        if (const Json* found = value(key)) {
            if (!found->is_number_float() || found->get<double>() < 0) {
                fail(key, printable(found->dump(), 40) + " is not a number with a decimal point or exponent, from 0.0");
            }
            out = found->get<double>();
        }
    }

    void read(const char* key, std::vector<int>& out) const
    {
        const Json* found = value(key);
        if (!found) {
            return;
        }
        const auto isIndex = [](const Json& item) {
            return item.is_number_unsigned() && item.get<std::uint64_t>() < 1024;
        };
        if (!found->is_array() || !std::all_of(found->begin(), found->end(), isIndex)) {
            fail(key, printable(found->dump(), 80) + " is not a list of block numbers");
        }
        out = found->get<std::vector<int>>();
    }

    /// What the program's forward pass takes for granted.
    void expect(const char* key, const Json& wanted) const
    {
        const Json* found = value(key);
        if (found && *found != wanted) {
            fail(key, printable(found->dump(), 40) + " is not supported, only " + wanted.dump());
        }
    }

    [[noreturn]] void fail(const std::string& key, std::string reason) const
    {
        throw Error({.file = m_file,
                     .place = key == m_path ? key : m_path + "." + key,
                     .reason = std::move(reason),
                     .advice = "correct the config or get it again"});
    }

private:
    // JSON's null stands for "as by default" in transformers.
    const Json* value(const char* key) const
    {
        if (!m_object) {
            return nullptr;
        }
        const auto found = m_object->find(key);
        return found == m_object->end() || found->is_null() ? nullptr : &*found;
    }

    const std::string& m_file;
    std::string m_path;
    const Json* m_object = nullptr;
};

Json parseSamJson(std::string_view text, const std::string& name)
{
    Json root = parseStrictJson(text, name);
    if (!root.is_object()) {
        throw Error({.file = name, .reason = "the config is not an object"});
    }
    const auto type = root.find("model_type");
    if (type == root.end() || *type != "sam") {
        const std::string found = type == root.end() ? "absent" : printable(type->dump(), 60);
        throw Error({.file = name,
                     .place = "model_type",
                     .reason = found + ", not \"sam\"",
                     .advice = "only folders of transformers' SamModel are read"});
    }
    return root;
}

void readVision(const Section& section, VisionConfig& vision)
{
    section.expect("hidden_act", "gelu");
    section.expect("qkv_bias", true);
    section.expect("use_abs_pos", true);
    section.expect("use_rel_pos", true);
    section.read("hidden_size", vision.hiddenSize);
    section.read("num_hidden_layers", vision.layers);
    section.read("num_attention_heads", vision.heads);
    section.read("num_channels", vision.channels);
    section.read("image_size", vision.imageSize);
    section.read("patch_size", vision.patchSize);
    section.read("output_channels", vision.outputChannels);
    section.read("window_size", vision.windowSize);
    section.read("global_attn_indexes", vision.globalAttnIndexes);
    section.read("num_pos_feats", vision.numPosFeats);
    section.read("layer_norm_eps", vision.layerNormEps);
    double ratio = 4.0;
    section.read("mlp_ratio", ratio);
    vision.mlpDim = static_cast<int>(std::clamp(vision.hiddenSize * ratio, 0.0, 1e9));
    section.read("mlp_dim", vision.mlpDim);
    auto& globals = vision.globalAttnIndexes; // indexes beyond the last block are ignored by transformers
    std::sort(globals.begin(), globals.end());
    globals.erase(std::unique(globals.begin(), globals.end()), globals.end());
    std::erase_if(globals, [&](int index) { return index >= vision.layers; });
}

void readPrompt(const Section& section, const VisionConfig& vision, PromptEncoderConfig& prompt)
{
    section.expect("hidden_act", "gelu");
    section.read("hidden_size", prompt.hiddenSize);
    section.read("mask_input_channels", prompt.maskInputChannels);
    section.read("num_point_embeddings", prompt.numPointEmbeddings);
    section.read("layer_norm_eps", prompt.layerNormEps);
    int imageSize = 1024;
    int patchSize = 16;
    section.read("image_size", imageSize);
    section.read("patch_size", patchSize);
    if (imageSize != vision.imageSize || patchSize != vision.patchSize) {
        section.fail(imageSize != vision.imageSize ? "image_size" : "patch_size",
                     "differs from the one in vision_config (" + std::to_string(imageSize) + "/" +
                         std::to_string(patchSize) + " against " + std::to_string(vision.imageSize) + "/" +
                         std::to_string(vision.patchSize) + ")");
    }
}

void readDecoder(const Section& section, MaskDecoderConfig& decoder)
{
    section.expect("hidden_act", "relu");
    section.read("hidden_size", decoder.hiddenSize);
    section.read("num_hidden_layers", decoder.layers);
    section.read("num_attention_heads", decoder.heads);
    section.read("mlp_dim", decoder.mlpDim);
    section.read("attention_downsample_rate", decoder.attentionDownsampleRate);
    section.read("num_multimask_outputs", decoder.numMultimaskOutputs);
    section.read("iou_head_depth", decoder.iouHeadDepth);
    section.read("iou_head_hidden_dim", decoder.iouHeadHiddenDim);
    section.read("layer_norm_eps", decoder.layerNormEps);
}

} // namespace

SamConfig readSamConfig(std::string_view text, const std::string& name)
{
    const Json root = parseSamJson(text, name);
    SamConfig config;
    readVision(Section(root, "vision_config", name), config.vision);
    readPrompt(Section(root, "prompt_encoder_config", name), config.vision, config.prompt);
    readDecoder(Section(root, "mask_decoder_config", name), config.decoder);
    if (std::string problem = configProblem(config); !problem.empty()) {
        throw Error({.file = name, .reason = std::move(problem)});
    }
    return config;
}

} // namespace samscope
