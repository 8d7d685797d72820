#include "core/eval/read_reference_pack.h"
#include "core/eval/reference_pack.h"
#include "core/inference/model_source.h"
#include "core/inference/segment.h"
#include "core/model/key_rules.h"
#include "core/model/meta_tensors.h"
#include "core/sam/sam_model.h"
#include "tests/support/golden.h"
#include "tests/support/test_program.h"

#include <QTest>
#include <c10/core/InferenceMode.h>

#include <cstring>

using namespace samscope;

namespace {

at::Tensor tensorOf(const std::vector<float>& values, const std::vector<std::int64_t>& shape)
{
    at::Tensor tensor = at::empty(shape, at::kFloat);
    std::memcpy(tensor.mutable_data_ptr(), values.data(), values.size() * sizeof(float));
    return tensor;
}

Weights formulaModel(const SamConfig& config)
{
    Weights weights;
    for (const auto& [key, shape] : metaTensors(config)) {
        const at::Tensor tensor = tensorOf(formulaWeights(key, shape), {shape.begin(), shape.end()});
        if (renameKey(key) == tiedEmbeddingName) {
            weights.add(std::string(sharedEmbeddingName), tensor);
        } else {
            weights.add(renameKey(key), tensor);
        }
    }
    return weights;
}

double embeddingDifference(const SamConfig& config, const std::string& golden, const PreprocessedImage& picture,
                           Activation gelu)
{
    const SamModel model(config, formulaModel(config), {.encoder = {.gelu = gelu}});
    const std::int64_t side = picture.geometry.inputSize;
    const at::Tensor embedding = model.encode(tensorOf(picture.pixelValues, {1, 3, side, side}), {});
    const std::span<const float> values(embedding.const_data_ptr<float>(), static_cast<std::size_t>(embedding.numel()));
    return largestDifference(goldenSamples(values), loadGolden(golden)["image_embedding_samples"]);
}

// Of the tiny model, whose windows do not divide its grid; 0 to 1 of the largest element of the eager embedding.
double differenceToEager(const EncoderArithmetic& arithmetic)
{
    const SamConfig config = tinyConfig();
    const PreprocessedImage picture = formulaPicture(60, 40, 3, config.vision.imageSize);
    const std::int64_t side = config.vision.imageSize;
    const at::Tensor pixels = tensorOf(picture.pixelValues, {1, 3, side, side});
    const SamModel eager(config, formulaModel(config), {});
    const SamModel other(config, formulaModel(config), {.encoder = arithmetic});
    const at::Tensor expected = eager.encode(pixels, {});
    const at::Tensor got = other.encode(pixels, {});
    return got.sub(expected).abs().max().item<double>() / expected.abs().max().item<double>();
}

// The demo's model on its own picture, ready to be asked.
class DemoRun
{
public:
    DemoRun(const Weights& weights, const SamConfig& config, const EncoderArithmetic& arithmetic, const RgbImage& image)
        : m_model(config, weights, {.encoder = arithmetic}), m_input(preprocess(image, config.vision.imageSize))
    {
        const std::int64_t side = config.vision.imageSize;
        m_embedding = m_model.encode(tensorOf(m_input.pixelValues, {1, 3, side, side}), {});
    }

    Prediction predict(const PromptSet& prompt) const
    {
        const std::vector<InputPrompts> inputs{toInput(prompt, m_input.geometry)};
        const DecoderAnswer answer = m_model.decode(m_embedding, inputs, {}, true);
        const auto values = [](const at::Tensor& tensor) {
            const at::Tensor whole = tensor.contiguous();
            return std::vector<float>(whole.const_data_ptr<float>(), whole.const_data_ptr<float>() + whole.numel());
        };
        return {.side = static_cast<int>(answer.masks.size(2)),
                .lowResMasks = values(answer.masks),
                .iouScores = values(answer.iouScores)};
    }
    Mask mask(const Prediction& prediction, std::size_t candidate) const
    {
        return candidatesOf(prediction, m_input.geometry).at(candidate).mask;
    }

private:
    SamModel m_model;
    PreprocessedImage m_input;
    at::Tensor m_embedding;
};

} // namespace

/// The network itself, below the predictor: what only a look inside can vary.
class TestSamModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tanhGeluIsAnotherModel();
    void fusedAttentionIsTheSameModel();
    void narrowLinearsAreCloseToIt_data();
    void narrowLinearsAreCloseToIt();
    void narrowLinearsPaintTheSameMasks_data() { narrowLinearsAreCloseToIt_data(); }
    void narrowLinearsPaintTheSameMasks();
    void missingTensorIsNamed();
    void everyTensorIsUsed();
};

void TestSamModel::tanhGeluIsAnotherModel()
{
    const c10::InferenceMode inference;
    const SamConfig& config = findVariant("slimsam-77-uniform")->config;
    const PreprocessedImage picture = formulaPicture(700, 1100, 3, 1024);
    const double erf = embeddingDifference(config, "slimsam-77-uniform", picture, Activation::Gelu);
    const double tanh = embeddingDifference(config, "slimsam-77-uniform", picture, Activation::GeluTanh);
    qInfo("erf %.2g, tanh %.2g", erf, tanh);
    QVERIFY(erf <= 2e-4);
    QVERIFY(tanh > 2e-4);
}

void TestSamModel::fusedAttentionIsTheSameModel()
{
    const c10::InferenceMode inference;
    const double difference = differenceToEager({.attention = AttentionKind::Fused});
    qInfo("fused %.2g", difference);
    QVERIFY(difference > 0); // another order of the sums: equal to the last bit would mean that it was not used
    QVERIFY(difference < 2e-6);
}

void TestSamModel::narrowLinearsAreCloseToIt_data()
{
    QTest::addColumn<EncoderArithmetic>("arithmetic");
    QTest::addColumn<double>("most"); // two units in the last place of 1
    QTest::newRow("bfloat16, eager attention as on a CPU") << EncoderArithmetic{.type = at::kBFloat16} << 0x1p-7;
    QTest::newRow("bfloat16, fused as on CUDA")
        << EncoderArithmetic{.attention = AttentionKind::Fused, .type = at::kBFloat16} << 0x1p-7;
    QTest::newRow("float16, fused as on CUDA")
        << EncoderArithmetic{.attention = AttentionKind::Fused, .type = at::kHalf} << 0x1p-10;
}

void TestSamModel::narrowLinearsAreCloseToIt()
{
    QFETCH(EncoderArithmetic, arithmetic);
    QFETCH(double, most);
    const c10::InferenceMode inference;
    const double difference = differenceToEager(arithmetic);
    qInfo("%.2g", difference);
    QVERIFY(difference > 1e-5); // float32 would be closer
    QVERIFY(difference < most);
}

void TestSamModel::narrowLinearsPaintTheSameMasks()
{
    QFETCH(EncoderArithmetic, arithmetic);
    const c10::InferenceMode inference;
    const std::filesystem::path demo = SAMSCOPE_SOURCE_DIR "/resources/demo";
    const ReferencePack pack = loadReferencePack(demo / "references.json");
    const RgbImage image = loadReferenceImage(pack);
    ModelSource source(demo / "demo_sam.pth", {});
    const Weights weights = readWeights(source, at::kCPU);
    const DemoRun eager(weights, source.config(), {}, image);
    const DemoRun narrow(weights, source.config(), arithmetic, image);
    double lowest = 1;
    for (const ReferenceEntry& entry : pack.entries) {
        const Prediction expected = eager.predict(entry.prompt);
        const Prediction got = narrow.predict(entry.prompt);
        QVERIFY(got.iouScores != expected.iouScores);
        lowest = std::min(
            lowest, intersectionOverUnion(narrow.mask(got, expected.best()), eager.mask(expected, expected.best())));
    }
    qInfo("lowest IoU %.4f", lowest);
    QVERIFY(lowest >= 0.99);
}

void TestSamModel::missingTensorIsNamed()
{
    Weights weights = formulaModel(tinyConfig());
    weights.take("vision_encoder.layers.1.attn.rel_pos_w");
    try {
        const SamModel model(tinyConfig(), std::move(weights), {});
        QFAIL("a model was made without one of its tensors");
    } catch (const std::exception& error) {
        QVERIFY(std::string(error.what()).find("vision_encoder.layers.1.attn.rel_pos_w") != std::string::npos);
    }
}

void TestSamModel::everyTensorIsUsed()
{
    const std::size_t count = metaTensors(tinyConfig()).size();
    Weights weights = formulaModel(tinyConfig());
    QCOMPARE(weights.size(), count);
    const SamModel model(tinyConfig(), weights, {});
    for (const auto& [key, shape] : metaTensors(tinyConfig())) {
        Weights without = weights;
        const std::string name = renameKey(key);
        without.take(name == tiedEmbeddingName ? std::string(sharedEmbeddingName) : name);
        QVERIFY_THROWS_EXCEPTION(std::exception, SamModel(tinyConfig(), std::move(without), {}));
    }
}

SAMSCOPE_TEST(tst_sam_model, QCoreApplication, TestSamModel)
#include "tst_sam_model.moc"
