#include "core/sam/torch_predictor.h"

#include "core/base/error.h"
#include "core/base/process.h"
#include "core/inference/model_source.h"
#include "core/sam/device.h"
#include "core/sam/encoder_graph.h"
#include "core/sam/numerics_choice.h"
#include "core/sam/sam_model.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

namespace samscope {

namespace {

// What an encode needs beside the weights: the stream of tokens, the widest MLP and the scratch of the attention.
constexpr std::uint64_t encoderWorkspace = 350'000'000;

// c10's exceptions exist on this side only: nothing but Error may leave.
template <typename Action> auto withinBorder(const std::filesystem::path& model, const Action& action)
{
    try {
        const c10::InferenceMode inference;
        return action();
    } catch (const Error&) {
        throw;
    } catch (const c10::Error& error) {
        const std::string text = error.what_without_backtrace();
        const bool isMemory =
            text.find("alloc") != std::string::npos || text.find("out of memory") != std::string::npos;
        throw Error({.file = model.string(),
                     .reason = isMemory ? "not enough memory on the device" : text.substr(0, text.find('\n')),
                     .advice = isMemory ? "take a smaller variant or another device" : ""});
    } catch (...) {
        throw currentError();
    }
}

at::Tensor tensorFrom(std::span<const float> values, at::IntArrayRef shape, at::Device device)
{
    at::Tensor tensor = at::empty(shape, at::kFloat);
    std::memcpy(tensor.mutable_data_ptr(), values.data(), values.size_bytes());
    return tensor.to(device);
}

std::vector<float> valuesOf(const at::Tensor& tensor)
{
    const at::Tensor values = tensor.to(at::kCPU).contiguous();
    const float* data = values.const_data_ptr<float>();
    return {data, data + values.numel()};
}

bool areAlike(const PromptSet& a, const PromptSet& b)
{
    return a.points.size() == b.points.size() && a.box.has_value() == b.box.has_value() &&
           a.maskInput.size() == b.maskInput.size() && a.multimask == b.multimask;
}

// Those from the first on that can be one batch: tensors have no ragged rows.
std::span<const PromptSet> firstAlike(std::span<const PromptSet> prompts)
{
    const auto other = std::ranges::find_if(prompts, [&](const PromptSet& set) { return !areAlike(set, prompts[0]); });
    return {prompts.begin(), other};
}

void appendPredictions(const DecoderAnswer& answer, std::vector<Prediction>& predictions)
{
    for (std::int64_t i = 0; i < answer.iouScores.size(0); ++i) {
        predictions.push_back({.side = static_cast<int>(answer.masks.size(2)),
                               .lowResMasks = valuesOf(answer.masks.select(0, i)),
                               .iouScores = valuesOf(answer.iouScores.select(0, i))});
    }
}

Device deviceOf(at::Device device)
{
    return device.is_cuda() ? Device{Device::Kind::Cuda, device.index()} : Device{Device::Kind::Cpu};
}

// CheckedPredictor of core/inference has checked prompts and sizes before they come here.
class TorchPredictor : public Predictor
{
public:
    TorchPredictor(ModelInfo info, at::Device device, bool tf32, SamModel model, BlockObserver observer)
        : m_info(std::move(info)), m_device(device), m_tf32(tf32), m_model(std::move(model)),
          m_observer(std::move(observer))
    {
    }

    /// Has the encoder's kernels replayed from the second picture on, where the device can and nobody looks inside.
    void useGraph()
    {
        if (!EncoderGraph::isRegistered(m_device)) {
            m_info.execution = "eager (this LibTorch registers no graphs)";
        } else if (!m_observer) {
            m_graph.emplace(m_device);
        }
    }

    const ModelInfo& info() const override { return m_info; }

    ImageEmbedding encode(const PreprocessedImage& image, const Work& work) override
    {
        return withinBorder(m_info.path, [&] {
            const std::int64_t side = m_info.config.vision.imageSize;
            const DeviceTurn turn(m_device, m_tf32);
            const at::Tensor pixels = tensorFrom(image.pixelValues, {1, 3, side, side}, m_device);
            const auto run = [&](const at::Tensor& values) { return m_model.encode(values, work, m_observer); };
            const at::Tensor embedding = m_graph ? (*m_graph)(pixels, run) : run(pixels);
            if (m_graph) {
                m_info.execution = m_graph->execution();
            }
            return ImageEmbedding{.channels = static_cast<int>(embedding.size(1)),
                                  .grid = static_cast<int>(embedding.size(2)),
                                  .values = valuesOf(embedding)};
        });
    }

    std::vector<Prediction> decodeEach(const ImageEmbedding& embedding, const ImageGeometry& geometry,
                                       std::span<const PromptSet> prompts, const std::stop_token& stop) override
    {
        return withinBorder(m_info.path, [&] {
            const DeviceTurn turn(m_device);
            const std::int64_t grid = embedding.grid;
            const at::Tensor image = tensorFrom(embedding.values, {1, embedding.channels, grid, grid}, m_device);
            std::vector<Prediction> predictions;
            while (predictions.size() < prompts.size()) {
                throwIfStopped(stop);
                const auto alike = firstAlike(prompts.subspan(predictions.size()));
                appendPredictions(decodeAlike(image, geometry, alike), predictions);
            }
            return predictions;
        });
    }

private:
    DecoderAnswer decodeAlike(const at::Tensor& image, const ImageGeometry& geometry,
                              std::span<const PromptSet> prompts) const
    {
        std::vector<InputPrompts> inputs;
        std::vector<at::Tensor> masks;
        for (const PromptSet& set : prompts) {
            inputs.push_back(toInput(set, geometry));
            if (!set.maskInput.empty()) {
                masks.push_back(tensorFrom(set.maskInput, {1, 1, 4 * image.size(2), 4 * image.size(2)}, m_device));
            }
        }
        return m_model.decode(image, inputs, masks.empty() ? at::Tensor() : at::cat(masks), prompts.front().multimask);
    }

    ModelInfo m_info;
    at::Device m_device;
    bool m_tf32;
    SamModel m_model;
    BlockObserver m_observer;
    std::optional<EncoderGraph> m_graph;
};

} // namespace

std::unique_ptr<Predictor> loadTorchPredictor(const std::filesystem::path& model, const PredictorOptions& options,
                                              const Work& work)
{
    return withinBorder(model, [&]() -> std::unique_ptr<Predictor> {
        const DeviceChoice choice = chooseDevice(options.device);
        at::set_num_threads(physicalCores());

        ModelSource source(model, options);
        source.requireMemory(source.weightBytes() + encoderWorkspace);
        source.reportTo(work);
        Weights weights = readWeights(source, choice.device);

        const NumericsChoice chosen = chooseNumerics(options.numerics, choice);
        ModelArithmetic arithmetic{.decoderNormEps = source.config().decoder.layerNormEps};
        arithmetic.encoder = chosen.encoder;
        if (options.decoderNorm == DecoderNorm::Meta) {
            arithmetic.decoderNormEps = 1e-5;
        }
        ModelInfo info = source.info();
        info.device = deviceOf(choice.device);
        info.deviceNote = choice.note;
        info.numerics = chosen.numerics;
        auto predictor = std::make_unique<TorchPredictor>(std::move(info), choice.device, chosen.tf32,
                                                          SamModel(source.config(), std::move(weights), arithmetic),
                                                          options.blockObserver);
        if (chosen.encoder.attention == AttentionKind::Fused) {
            predictor->useGraph();
        }
        return predictor;
    });
}

} // namespace samscope
