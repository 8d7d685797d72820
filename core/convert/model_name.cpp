#include "core/convert/model_name.h"

#include "core/base/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace samscope {

namespace {

struct Field
{
    std::string_view name; ///< as the evidence calls it
    std::string (*text)(const SamConfig&);
};

template <auto Part, auto Member> std::string text(const SamConfig& config)
{
    return fmt::format("{}", config.*Part.*Member);
}

// In the order in which a person would look at them.
constexpr auto vision = &SamConfig::vision;
constexpr auto prompt = &SamConfig::prompt;
constexpr auto decoder = &SamConfig::decoder;
constexpr std::array fields = {
    Field{"hidden_size", text<vision, &VisionConfig::hiddenSize>},
    Field{"num_hidden_layers", text<vision, &VisionConfig::layers>},
    Field{"num_attention_heads", text<vision, &VisionConfig::heads>},
    Field{"mlp_dim", text<vision, &VisionConfig::mlpDim>},
    Field{"global_attn_indexes", text<vision, &VisionConfig::globalAttnIndexes>},
    Field{"window_size", text<vision, &VisionConfig::windowSize>},
    Field{"image_size", text<vision, &VisionConfig::imageSize>},
    Field{"patch_size", text<vision, &VisionConfig::patchSize>},
    Field{"num_channels", text<vision, &VisionConfig::channels>},
    Field{"output_channels", text<vision, &VisionConfig::outputChannels>},
    Field{"num_pos_feats", text<vision, &VisionConfig::numPosFeats>},
    Field{"mask_input_channels", text<prompt, &PromptEncoderConfig::maskInputChannels>},
    Field{"num_point_embeddings", text<prompt, &PromptEncoderConfig::numPointEmbeddings>},
    Field{"decoder_hidden_size", text<decoder, &MaskDecoderConfig::hiddenSize>},
    Field{"decoder_num_hidden_layers", text<decoder, &MaskDecoderConfig::layers>},
    Field{"decoder_num_attention_heads", text<decoder, &MaskDecoderConfig::heads>},
    Field{"decoder_mlp_dim", text<decoder, &MaskDecoderConfig::mlpDim>},
    Field{"attention_downsample_rate", text<decoder, &MaskDecoderConfig::attentionDownsampleRate>},
    Field{"num_multimask_outputs", text<decoder, &MaskDecoderConfig::numMultimaskOutputs>},
    Field{"iou_head_depth", text<decoder, &MaskDecoderConfig::iouHeadDepth>},
    Field{"iou_head_hidden_dim", text<decoder, &MaskDecoderConfig::iouHeadHiddenDim>},
};

std::string knownNames()
{
    std::vector<std::string_view> names;
    for (const Variant& variant : namedVariants()) {
        names.push_back(variant.name);
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

} // namespace

std::vector<std::string> configDifferences(const SamConfig& found, const SamConfig& expected,
                                           const std::vector<Evidence>& evidence)
{
    std::vector<std::string> differences;
    for (const Field& field : fields) {
        const std::string is = field.text(found);
        const std::string wanted = field.text(expected);
        if (is == wanted) {
            continue;
        }
        const auto shown = std::ranges::find(evidence, field.name, &Evidence::what);
        const std::string source = shown == evidence.end() ? "" : " (" + shown->source + ")";
        differences.push_back(fmt::format("{} is {}, not {}{}", field.name, is, wanted, source));
    }
    return differences;
}

void requireModelName(const std::string& modelName, const SamConfig& found, const std::vector<Evidence>& evidence,
                      const std::filesystem::path& file)
{
    if (modelName.empty()) {
        return;
    }
    const Variant* expected = findVariant(modelName);
    if (expected == nullptr) {
        throw Error({.reason = "\"" + modelName + "\" is no model name", .advice = "use one of " + knownNames()});
    }
    if (expected->config == found) {
        return;
    }
    throw Error({.file = file.string(),
                 .reason = fmt::format("is {}, not {}: {}", variantName(found), modelName,
                                       fmt::join(configDifferences(found, expected->config, evidence), ", ")),
                 .advice = "leave the model name out to convert what the file holds"});
}

} // namespace samscope
