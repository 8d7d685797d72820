#include "core/fast/fast_predictor.h"

#include "core/base/error.h"
#include "core/base/process.h"
#include "core/fast/fast_decoder.h"
#include "core/fast/fast_encoder.h"
#include "core/inference/device.h"
#include "core/inference/model_source.h"

namespace samscope {

namespace {

// Tokens, queries, keys, values and attention results of the widest model with room to spare.
constexpr std::uint64_t workspaceBytes = 150'000'000;

// CheckedPredictor of core/inference has checked prompts and sizes before they come here.
class FastPredictor final : public Predictor
{
public:
    FastPredictor(ModelInfo info, ModelSource& source, Precision precision, double normEps, BlockObserver observer)
        : m_info(std::move(info)), m_observer(std::move(observer)), m_pool(physicalCores()),
          m_encoder(source, m_pool, precision), m_decoder(source, normEps, m_pool)
    {
    }

    const ModelInfo& info() const override { return m_info; }

    ImageEmbedding encode(const PreprocessedImage& image, const Work& work) override
    {
        const VisionConfig& vision = m_info.config.vision;
        ImageEmbedding embedding{.channels = vision.outputChannels, .grid = vision.grid(), .values = {}};
        embedding.values.resize(static_cast<std::size_t>(embedding.channels) * embedding.grid * embedding.grid);
        m_encoder(image.pixelValues, embedding.values, work, m_observer);
        return embedding;
    }

    std::vector<Prediction> decodeEach(const ImageEmbedding& embedding, const ImageGeometry& geometry,
                                       std::span<const PromptSet> prompts, const std::stop_token& stop) override
    {
        return m_decoder(embedding, geometry, prompts, stop);
    }

private:
    ModelInfo m_info;
    BlockObserver m_observer;
    ThreadPool m_pool;
    FastEncoder m_encoder;
    FastDecoder m_decoder;
};

// Why it is the CPU although CUDA was asked for or would have been taken.
DeviceNote deviceNote(const Device& requested)
{
    if (!requested.cudaIndex()) {
        return {};
    }
    return {hasCudaDriver() ? DeviceNote::Kind::FastIsOnCpu : DeviceNote::Kind::NoDriver};
}

} // namespace

std::uint64_t memoryNeeded(const ModelSource& source, Precision precision)
{
    const VisionConfig& vision = source.config().vision;
    const std::uint64_t narrow =
        precision == Precision::BFloat16 ? vision.layers * FastEncoder::linearElements(vision) : 0;
    return source.weightBytes() - narrow * (sizeof(float) - sizeof(std::uint16_t)) + workspaceBytes;
}

std::unique_ptr<Predictor> loadFastPredictor(const std::filesystem::path& model, const PredictorOptions& options,
                                             const Work& work)
{
    const Precision precision = options.numerics == Numerics::Bf16 ? Precision::BFloat16 : Precision::Float32;
    if (precision == Precision::BFloat16 && !cpuHasBFloat16()) {
        throw Error({.reason = "this CPU has no bfloat16 arithmetic", .advice = "take the numerics fast or reference"});
    }
    ModelSource source(model, options);
    source.requireMemory(memoryNeeded(source, precision));
    source.reportTo(work);
    ModelInfo info = source.info();
    info.device = {Device::Kind::Cpu};
    info.deviceNote = deviceNote(options.device);
    info.numerics = precision == Precision::BFloat16 ? Numerics::Bf16 : Numerics::Fast;
    const double normEps = options.decoderNorm == DecoderNorm::Meta ? 1e-5 : source.config().decoder.layerNormEps;
    return std::make_unique<FastPredictor>(std::move(info), source, precision, normEps, options.blockObserver);
}

} // namespace samscope
