#pragma once

#include "core/base/work.h"
#include "core/imaging/preprocess.h"
#include "core/inference/device.h"
#include "core/inference/numerics.h"
#include "core/inference/prediction.h"
#include "core/inference/prompt.h"
#include "core/model/sam_config.h"
#include "core/model/state_dict.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace samscope {

/// Which LayerNorm epsilon the decoder's layers use: the two projects differ (transformers 1e-6, Meta 1e-5).
enum class DecoderNorm
{
    Transformers,
    Meta,
};

/// Sees the residual stream after each block of the image encoder: G x G x hiddenSize float32, row by row. Called from
/// the thread that encodes; the values are gone when it returns.
using BlockObserver = std::function<void(int block, std::span<const float> tokens)>;

struct PredictorOptions
{
    Device device{};
    Numerics numerics = Numerics::Auto;
    DecoderNorm decoderNorm = DecoderNorm::Transformers;
    std::optional<int> decoderHeads{}; ///< where no config.json tells; 8 otherwise
    BlockObserver blockObserver{};     ///< hears every encoding; empty: nobody, and nothing is copied for it
};

/// What is known of a loaded model.
struct ModelInfo
{
    std::filesystem::path path;
    std::string variant; ///< one of the five names or "custom"
    Layout layout = Layout::Meta;
    SamConfig config;
    Device device;                      ///< that runs: the CPU, or a CUDA card by its number
    Device deviceRequested;             ///< that was asked for
    DeviceNote deviceNote;              ///< why it is not the one asked for
    Numerics numerics = Numerics::Auto; ///< that run; Auto until a back end has taken its choice
    /// Of the last picture's encoder: "graph" where its kernels were replayed as one CUDA graph, otherwise "eager",
    /// with the reason in brackets where a graph was to be expected.
    std::string execution = "eager";
};

/// A SAM that is ready to run. Calls may come from any thread, one at a time. Prompts are in pixels of the original
/// picture; `geometry` says how it lies in the input.
class Predictor
{
public:
    virtual ~Predictor() = default;

    virtual const ModelInfo& info() const = 0;
    /// SamModel.get_image_embeddings. Reports one step per block and stops between blocks.
    virtual ImageEmbedding encode(const PreprocessedImage& image, const Work& work) = 0;
    /// SamModel.forward with image_embeddings: one prediction for each prompt set, in their order. All of them look at
    /// the one embedding. Stops between prompt sets. Throws `Error` for prompts that checkPrompts refuses.
    virtual std::vector<Prediction> decodeEach(const ImageEmbedding& embedding, const ImageGeometry& geometry,
                                               std::span<const PromptSet> prompts, const std::stop_token& stop) = 0;
    /// decodeEach for a single prompt set.
    Prediction decode(const ImageEmbedding& embedding, const ImageGeometry& geometry, const PromptSet& prompts);
};

/// Loads a checkpoint or HF folder strictly (every tensor, through the same remap as the conversion) into the back end
/// that `options.numerics` names. Back ends are modules that are loaded on first use. Throws `Error`.
std::unique_ptr<Predictor> loadPredictor(const std::filesystem::path& model, const PredictorOptions& options,
                                         const Work& work);

/// Where a model comes from: loadPredictor, or what a test puts in its place.
using PredictorFactory =
    std::function<std::unique_ptr<Predictor>(const std::filesystem::path&, const PredictorOptions&, const Work&)>;

/// The numerics of a judge, where the caller names none: Reference where LibTorch is installed, Auto otherwise.
Numerics judgingNumerics();

/// What the modules export, as `samscopeTorchPredictor` and `samscopeFastPredictor`: the contract of loadPredictor.
using BackEndFactory = std::unique_ptr<Predictor> (*)(const std::filesystem::path&, const PredictorOptions&,
                                                      const Work&);

} // namespace samscope
