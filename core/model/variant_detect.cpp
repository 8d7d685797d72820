#include "core/model/variant_detect.h"

#include "core/base/error.h"
#include "core/model/meta_tensors.h"
#include "core/model/sam_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

namespace samscope {

namespace {

constexpr int unknownNumber = 0;
constexpr std::uint64_t largestExtent = 1 << 24; // far above any SAM, far below what overflows an int

/// Reads the numbers of a config from shapes and keeps the evidence.
class ShapeReader
{
public:
    ShapeReader(const StateDict& dict, int decoderHeads) : m_dict(dict), m_keys(dict)
    {
        m_config.decoder.heads = decoderHeads;
    }

    Detection detect()
    {
        Detection detection = read();
        if (detection.family == Family::Sam) {
            decide(detection);
        }
        return detection;
    }

    Detection detect(const SamConfig& stated)
    {
        Detection detection = read();
        if (detection.family == Family::Sam) {
            compare(detection, stated);
        }
        return detection;
    }

private:
    /// Family and evidence.
    Detection read()
    {
        FamilyFinding finding = findFamily(m_keys);
        readEncoder();
        readAttention();
        readPromptEncoder();
        readDecoder();
        assume();
        Detection detection;
        detection.family = finding.family;
        detection.evidence = std::move(m_evidence);
        if (finding.family != Family::Sam) {
            detection.problems.push_back(std::move(finding.problem));
            detection.advice = std::move(finding.advice);
        }
        return detection;
    }

    void decide(Detection& detection)
    {
        if (m_problems.empty()) {
            if (std::string problem = configProblem(m_config); !problem.empty()) {
                m_problems.push_back(std::move(problem));
            }
        }
        if (m_problems.empty()) {
            detection.variant = variantName(m_config);
            detection.config = std::move(m_config);
            return;
        }
        detection.family = Family::Unknown;
        detection.problems = std::move(m_problems);
        detection.advice = nearestVariant();
    }

    void compare(Detection& detection, const SamConfig& stated)
    {
        const auto says = fieldsOf(stated);
        const auto shows = fieldsOf(asShapesShow(stated));
        for (Evidence& evidence : detection.evidence) {
            const auto said = says.find(evidence.what);
            if (!evidence.assumed && shows.at(evidence.what) != evidence.value) {
                detection.problems.push_back(fmt::format("config.json says {} {}, and {} says {}", evidence.what,
                                                         said->second, evidence.source, evidence.value));
            } else if (evidence.assumed || said->second != evidence.value) {
                evidence.value = said == says.end() ? evidence.value : said->second;
                evidence.source = "config.json";
                evidence.assumed = false;
            }
        }
        if (detection.problems.empty()) {
            detection.config = stated;
            detection.variant = variantName(stated);
        } else {
            detection.advice = "correct config.json, or get the folder again";
        }
    }

    static std::map<std::string, std::string> fieldsOf(const SamConfig& config)
    {
        const auto fields = configFields(config);
        return {fields.begin(), fields.end()};
    }

    /// A window as large as the grid, or of 0, leaves every block the shape of a global one.
    static SamConfig asShapesShow(SamConfig config)
    {
        VisionConfig& vision = config.vision;
        if (vision.windowSize == 0 || vision.windowSize == vision.grid()) {
            vision.globalAttnIndexes.resize(static_cast<std::size_t>(vision.layers));
            std::iota(vision.globalAttnIndexes.begin(), vision.globalAttnIndexes.end(), 0);
        }
        return config;
    }

    void note(std::string what, std::string value, std::string source)
    {
        m_evidence.push_back({std::move(what), std::move(value), std::move(source), false});
    }

    static std::string describe(const TensorEntry& tensor)
    {
        return printable(tensor.name) + " " + shapeText(tensor.shape);
    }

    /// The tensor, when it has that many dimensions of sane size.
    const TensorEntry* require(const std::string& metaName, std::size_t rank)
    {
        const TensorEntry* tensor = m_keys.find(metaName);
        if (!tensor) {
            m_problems.push_back(m_keys.nameOf(metaName) + " is missing");
            return nullptr;
        }
        if (tensor->shape.size() != rank) {
            m_problems.push_back(describe(*tensor) + " does not have " + counted(rank, "dimension"));
            return nullptr;
        }
        if (std::any_of(tensor->shape.begin(), tensor->shape.end(),
                        [](auto extent) { return extent > largestExtent; })) {
            m_problems.push_back(describe(*tensor) + " is larger than any SAM");
            return nullptr;
        }
        return tensor;
    }

    static int extentOf(const TensorEntry& tensor, std::size_t dimension)
    {
        return static_cast<int>(tensor.shape[dimension]);
    }

    /// The extent of one dimension of a tensor as the number `what`; `unknownNumber` when the tensor does not tell.
    int extent(const std::string& what, const std::string& metaName, std::size_t rank, std::size_t dimension)
    {
        const TensorEntry* tensor = require(metaName, rank);
        if (!tensor) {
            return unknownNumber;
        }
        note(what, std::to_string(tensor->shape[dimension]), describe(*tensor));
        return extentOf(*tensor, dimension);
    }

    int numbered(const std::string& what, const std::string& metaPrefix)
    {
        const auto count = m_keys.countNumbered(metaPrefix);
        if (!count || *count == 0) {
            m_problems.push_back(m_keys.nameOf(metaPrefix) +
                                 (count ? " has no numbered parts" : " are not numbered without a hole"));
            return unknownNumber;
        }
        note(what, std::to_string(*count), fmt::format("{}.0 to {}", m_keys.nameOf(metaPrefix), *count - 1));
        return *count;
    }

    void readEncoder()
    {
        VisionConfig& vision = m_config.vision;
        vision.hiddenSize = unknownNumber;
        const std::string patches = "image_encoder.patch_embed.proj.weight";
        vision.layers = numbered("num_hidden_layers", "image_encoder.blocks");
        vision.mlpDim = extent("mlp_dim", "image_encoder.blocks.0.mlp.lin1.weight", 2, 0);
        vision.channels = extent("num_channels", patches, 4, 1);
        vision.patchSize = extent("patch_size", patches, 4, 2);
        vision.outputChannels = extent("output_channels", "image_encoder.neck.0.weight", 4, 0);
        if (const TensorEntry* positions = require("image_encoder.pos_embed", 4)) {
            readPositions(*positions);
        }
    }

    void readPositions(const TensorEntry& positions)
    {
        VisionConfig& vision = m_config.vision;
        vision.hiddenSize = extentOf(positions, 3);
        note("hidden_size", std::to_string(vision.hiddenSize), describe(positions));
        if (positions.shape[1] != positions.shape[2]) {
            m_problems.push_back(describe(positions) + " is not square");
        }
        const auto pixels = std::min(positions.shape[1] * static_cast<std::uint64_t>(vision.patchSize), largestExtent);
        vision.imageSize = static_cast<int>(pixels);
        if (vision.patchSize != unknownNumber) {
            note("image_size", std::to_string(pixels),
                 fmt::format("{} times patches of {}", describe(positions), vision.patchSize));
        }
    }

    void readAttention()
    {
        VisionConfig& vision = m_config.vision;
        const TensorEntry* first = require("image_encoder.blocks.0.attn.rel_pos_h", 2);
        if (!first || vision.hiddenSize == unknownNumber || vision.patchSize == unknownNumber) {
            return;
        }
        const int headDim = extentOf(*first, 1);
        if (headDim == 0 || vision.hiddenSize % headDim != 0) {
            m_problems.push_back(fmt::format("the width {} is not a multiple of the head width in {}",
                                             vision.hiddenSize, describe(*first)));
            return;
        }
        vision.heads = vision.hiddenSize / headDim;
        note("num_attention_heads", std::to_string(vision.heads),
             fmt::format("width {} over the head width in {}", vision.hiddenSize, describe(*first)));
        readWindows();
    }

    void readWindows()
    {
        VisionConfig& vision = m_config.vision;
        const auto globalRows = static_cast<std::uint64_t>(2 * std::int64_t{vision.grid()} - 1);
        const TensorEntry* windowed = nullptr;
        vision.globalAttnIndexes.clear();
        for (int i = 0; i < vision.layers; ++i) {
            const TensorEntry* tensor = require(fmt::format("image_encoder.blocks.{}.attn.rel_pos_h", i), 2);
            if (!tensor) {
                return;
            }
            if (tensor->shape[0] == globalRows) {
                vision.globalAttnIndexes.push_back(i);
            } else if (windowed && windowed->shape[0] != tensor->shape[0]) {
                m_problems.push_back(
                    fmt::format("windows of different sizes ({} and {})", describe(*windowed), describe(*tensor)));
                return;
            } else {
                windowed = tensor;
            }
        }
        noteWindows(windowed, globalRows);
    }

    void noteWindows(const TensorEntry* windowed, std::uint64_t globalRows)
    {
        VisionConfig& vision = m_config.vision;
        const auto fields = configFields(m_config);
        const auto globals = std::find_if(fields.begin(), fields.end(),
                                          [](const auto& field) { return field.first == "global_attn_indexes"; });
        note(globals->first, globals->second, fmt::format("blocks whose rel_pos has {} rows", globalRows));
        if (!windowed) {
            m_evidence.push_back(
                {"window_size", std::to_string(vision.windowSize), "assumed: every block is global", true});
            return;
        }
        const std::uint64_t rows = windowed->shape[0];
        if (rows % 2 == 0) {
            m_problems.push_back(describe(*windowed) + " has an even number of rows");
            return;
        }
        vision.windowSize = static_cast<int>((rows + 1) / 2);
        note("window_size", std::to_string(vision.windowSize), describe(*windowed));
    }

    void readPromptEncoder()
    {
        PromptEncoderConfig& prompt = m_config.prompt;
        m_config.vision.numPosFeats =
            extent("num_pos_feats", "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix", 2, 1);
        prompt.hiddenSize = extent("prompt_encoder.hidden_size", "prompt_encoder.not_a_point_embed.weight", 2, 1);
        prompt.maskInputChannels =
            extent("prompt_encoder.mask_input_channels", "prompt_encoder.mask_downscaling.3.weight", 4, 0);
        prompt.numPointEmbeddings = numbered("prompt_encoder.num_point_embeddings", "prompt_encoder.point_embeddings");
    }

    void readDecoder()
    {
        MaskDecoderConfig& decoder = m_config.decoder;
        const std::string layer = "mask_decoder.transformer.layers.0.";
        decoder.hiddenSize = extent("mask_decoder.hidden_size", "mask_decoder.iou_token.weight", 2, 1);
        decoder.layers = numbered("mask_decoder.num_hidden_layers", "mask_decoder.transformer.layers");
        decoder.mlpDim = extent("mask_decoder.mlp_dim", layer + "mlp.lin1.weight", 2, 0);
        decoder.iouHeadHiddenDim =
            extent("mask_decoder.iou_head_hidden_dim", "mask_decoder.iou_prediction_head.layers.0.weight", 2, 0);
        if (const TensorEntry* tokens = require("mask_decoder.mask_tokens.weight", 2)) {
            decoder.numMultimaskOutputs = extentOf(*tokens, 0) - 1;
            note("mask_decoder.num_multimask_outputs", std::to_string(decoder.numMultimaskOutputs),
                 describe(*tokens) + ", one token is for the single mask");
        }
        readDownsampling(layer + "cross_attn_token_to_image.q_proj.weight");
        const int heads = numbered("mask_decoder.iou_head_depth", "mask_decoder.iou_prediction_head.layers");
        if (heads != unknownNumber) { // transformers' names put the first and the last layer elsewhere
            decoder.iouHeadDepth = heads + (m_dict.layout == Layout::Hf ? 2 : 0);
            m_evidence.back().value = std::to_string(decoder.iouHeadDepth);
        }
    }

    void readDownsampling(const std::string& metaName)
    {
        MaskDecoderConfig& decoder = m_config.decoder;
        const TensorEntry* query = require(metaName, 2);
        if (!query || decoder.hiddenSize == unknownNumber) {
            return;
        }
        const int inner = extentOf(*query, 0);
        if (inner == 0 || decoder.hiddenSize % inner != 0) {
            m_problems.push_back(fmt::format("the decoder's width {} is not a multiple of the rows of {}",
                                             decoder.hiddenSize, describe(*query)));
            return;
        }
        decoder.attentionDownsampleRate = decoder.hiddenSize / inner;
        note("mask_decoder.attention_downsample_rate", std::to_string(decoder.attentionDownsampleRate),
             fmt::format("width {} over the rows of {}", decoder.hiddenSize, describe(*query)));
    }

    void assume()
    {
        m_evidence.push_back({"mask_decoder.num_attention_heads", std::to_string(m_config.decoder.heads),
                              "assumed: no shape tells, and every published SAM has 8", true});
        m_evidence.push_back({"layer_norm_eps", fmt::format("{}", m_config.vision.layerNormEps),
                              "assumed: no shape tells (transformers' defaults, 1e-05 in the decoder's final norm)",
                              true});
        m_evidence.push_back(
            {"activations", "gelu, in the decoder's MLP and heads relu", "assumed: no shape tells", true});
    }

    std::string nearestVariant() const
    {
        std::string text;
        std::size_t fewest = std::numeric_limits<std::size_t>::max();
        for (const Variant& variant : namedVariants()) {
            const auto tensors = metaTensors(variant.config);
            const auto absent =
                static_cast<std::size_t>(std::count_if(tensors.begin(), tensors.end(), [&](const auto& expected) {
                    const TensorEntry* tensor = m_keys.find(expected.first);
                    return !tensor || tensor->shape != expected.second;
                }));
            if (absent < fewest) {
                fewest = absent;
                text = fmt::format("the nearest variant is {}, which differs in {} of {} tensors", variant.name, absent,
                                   tensors.size());
            }
        }
        return text;
    }

    const StateDict& m_dict;
    SamKeys m_keys;
    SamConfig m_config;
    std::vector<Evidence> m_evidence;
    std::vector<std::string> m_problems;
};

} // namespace

Detection detectVariant(const StateDict& dict, int decoderHeads)
{
    return ShapeReader(dict, decoderHeads).detect();
}

Detection detectVariant(const StateDict& dict, const SamConfig& stated)
{
    return ShapeReader(dict, stated.decoder.heads).detect(stated);
}

} // namespace samscope
