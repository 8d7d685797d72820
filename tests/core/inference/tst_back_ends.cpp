#include "core/base/error.h"
#include "core/inference/predictor.h"
#include "core/model/hf_config.h"
#include "tests/support/back_ends.h"
#include "tests/support/golden.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>
#include <QTest>

using namespace samscope;

namespace {

// A few float32 roundings of numbers around 1; the two projects' norms differ by 1e-5 and more in this model.
constexpr double tolerance = 3e-6;
// Its largest value is 2.7 and its rounding follows the CPU's order of sums: 2.1e-6 (LibTorch) and 3.2e-6 on AVX-512.
constexpr double embeddingTolerance = 1e-5;

/// Remembers everything and asks for a stop after `stopAfter` blocks.
class StoppingRecorder : public ProgressSink
{
public:
    std::vector<Progress> reports;
    std::uint64_t stopAfter = UINT64_MAX;
    std::stop_source stop;

    void report(const Progress& progress) override
    {
        reports.push_back(progress);
        if (progress.unit == Unit::Blocks && progress.done >= stopAfter) {
            stop.request_stop();
        }
    }
};

} // namespace

/// What every back end behind loadPredictor promises, on a model of 0.1 million elements.
class TestBackEnds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addBackEnds(); }
    void initTestCase();
    void embeddingEqualsTransformers();
    void decodesEqualReference_data();
    void decodesEqualReference();
    void promptSetsTogetherAreAnsweredInOrder();
    void stopsBetweenPromptSets();
    void saysWhatItLoaded();
    void reportsBlocksAndStopsBetweenThem();
    void cudaThatIsNotThereIsTheCpuWithANote();
    void aMissingFileIsNamed();
    void halfPrecisionIsCastToFloat();

private:
    static PromptSet tinyPrompt(const Json& expected);
    std::filesystem::path path(const std::string& name) const { return m_folder.path().toStdString() + "/" + name; }
    std::unique_ptr<Predictor> load(DecoderNorm norm = DecoderNorm::Transformers, const char* name = "tiny.safetensors")
    {
        return loadPredictor(path(name),
                             {.device = {Device::Kind::Cpu}, .numerics = currentNumerics(), .decoderNorm = norm}, {});
    }

    QTemporaryDir m_folder;
    Json m_golden = loadGolden("tiny");
    PreprocessedImage m_picture = formulaPicture(50, 80, 5, 64);
};

void TestBackEnds::initTestCase()
{
    writeFormulaCheckpoint(path("tiny.safetensors"), tinyConfig());
}

void TestBackEnds::embeddingEqualsTransformers()
{
    QVERIFY(largestDifference(goldenSamples(m_picture.pixelValues), m_golden["pixel_values_samples"]) < 1e-6);
    const ImageEmbedding embedding = load()->encode(m_picture, {});
    QCOMPARE(embedding.channels, 32);
    QCOMPARE(embedding.grid, 4);
    const double difference = largestDifference(embedding.values, m_golden["image_embedding"]);
    qInfo("%.2g", difference);
    QVERIFY(difference <= embeddingTolerance);
}

void TestBackEnds::decodesEqualReference_data()
{
    QTest::addColumn<int>("index");
    const char* names[] = {"point",
                           "two points, single mask",
                           "box",
                           "box, point and mask",
                           "nothing",
                           "point and mask, single mask",
                           "two points, Meta's norm",
                           "box and mask, Meta's norm"};
    for (int i = 0; i < 8; ++i) {
        QTest::newRow(names[i]) << i;
    }
}

// goldenPrompt with what only the small model's decodes vary.
PromptSet TestBackEnds::tinyPrompt(const Json& expected)
{
    PromptSet prompts = goldenPrompt(expected);
    prompts.multimask = expected["multimask"].get<bool>();
    if (expected["mask_input"].get<bool>()) {
        prompts.maskInput = formulaWeights("mask_input_embed.weight", {16, 16});
    }
    return prompts;
}

void TestBackEnds::decodesEqualReference()
{
    QFETCH(int, index);
    const Json& expected = m_golden["decodes"][static_cast<std::size_t>(index)];
    const PromptSet prompts = tinyPrompt(expected);
    const auto predictor = load(expected["norm"] == "meta" ? DecoderNorm::Meta : DecoderNorm::Transformers);
    const ImageEmbedding embedding = predictor->encode(m_picture, {});
    const Prediction prediction = predictor->decode(embedding, m_picture.geometry, prompts);
    QCOMPARE(prediction.side, 16);
    QCOMPARE(prediction.count(), prompts.multimask ? 3u : 1u);
    const double scores = largestDifference(prediction.iouScores, expected["iou_scores"]);
    const double logits = largestDifference(prediction.lowResMasks, expected["low_res"]);
    qInfo("scores %.2g, logits %.2g", scores, logits);
    QVERIFY(scores <= tolerance && logits <= tolerance);
}

// Each twice, some beside their like and some apart.
void TestBackEnds::promptSetsTogetherAreAnsweredInOrder()
{
    std::vector<Json> expected;
    std::vector<PromptSet> prompts;
    for (const Json& decode : m_golden["decodes"]) {
        for (int times = 0; times < 2 && decode["norm"] != "meta"; ++times) {
            expected.push_back(decode);
            prompts.push_back(tinyPrompt(decode));
        }
    }
    for (std::size_t i = 0; i + 1 < prompts.size(); i += 4) {
        std::swap(expected[i], expected[prompts.size() - 1 - i]);
        std::swap(prompts[i], prompts[prompts.size() - 1 - i]);
    }
    const auto predictor = load();
    const ImageEmbedding embedding = predictor->encode(m_picture, {});
    const auto predictions = predictor->decodeEach(embedding, m_picture.geometry, prompts, {});
    QCOMPARE(predictions.size(), prompts.size());
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        const double scores = largestDifference(predictions[i].iouScores, expected[i]["iou_scores"]);
        const double logits = largestDifference(predictions[i].lowResMasks, expected[i]["low_res"]);
        QVERIFY2(scores <= tolerance && logits <= tolerance, qPrintable(QString::number(i)));
    }
}

void TestBackEnds::stopsBetweenPromptSets()
{
    const auto predictor = load();
    const ImageEmbedding embedding = predictor->encode(m_picture, {});
    std::stop_source stop;
    stop.request_stop();
    try {
        predictor->decodeEach(embedding, m_picture.geometry, std::vector<PromptSet>(3), stop.get_token());
        QFAIL("went on");
    } catch (const Error& error) {
        QCOMPARE(error.kind(), ErrorKind::Stopped);
    }
}

void TestBackEnds::saysWhatItLoaded()
{
    const auto predictor = load();
    QCOMPARE(predictor->info().variant, std::string("custom"));
    QCOMPARE(predictor->info().layout, Layout::Meta);
    QCOMPARE(predictor->info().device, Device{Device::Kind::Cpu});
    QCOMPARE(predictor->info().deviceNote.kind, DeviceNote::Kind::None);
    QCOMPARE(predictor->info().numerics, currentNumerics());
    QVERIFY(predictor->info().config == tinyConfig());
}

void TestBackEnds::reportsBlocksAndStopsBetweenThem()
{
    StoppingRecorder loading;
    const auto predictor = loadPredictor(path("tiny.safetensors"),
                                         {.device = {Device::Kind::Cpu}, .numerics = currentNumerics()}, {loading});
    QVERIFY(!loading.reports.empty());
    QCOMPARE(loading.reports.back().stage, std::string_view("loading"));
    QCOMPARE(loading.reports.back().done, loading.reports.back().total);

    StoppingRecorder encoding;
    predictor->encode(m_picture, {encoding, encoding.stop.get_token()});
    QCOMPARE(encoding.reports.size(), 3u);
    QCOMPARE(encoding.reports.back().done, 2u);
    QCOMPARE(encoding.reports.back().total, 2u);

    StoppingRecorder stopping;
    stopping.stopAfter = 1;
    try {
        predictor->encode(m_picture, {stopping, stopping.stop.get_token()});
        QFAIL("the second block ran");
    } catch (const Error& error) {
        QCOMPARE(error.kind(), ErrorKind::Stopped);
    }
    QCOMPARE(stopping.reports.back().done, 1u);
}

void TestBackEnds::cudaThatIsNotThereIsTheCpuWithANote()
{
    const auto predictor = loadPredictor(path("tiny.safetensors"),
                                         {.device = {Device::Kind::Cuda, 63}, .numerics = currentNumerics()}, {});
    QCOMPARE(predictor->info().device, Device{Device::Kind::Cpu});
    QCOMPARE(predictor->info().deviceRequested, (Device{Device::Kind::Cuda, 63}));
    QVERIFY(!predictor->info().deviceNote.isEmpty());
    QVERIFY(predictor->encode(m_picture, {}).values.size() == 512);
}

void TestBackEnds::aMissingFileIsNamed()
{
    try {
        load(DecoderNorm::Transformers, "nothing.safetensors");
        QFAIL("loaded");
    } catch (const Error& error) {
        QVERIFY2(QByteArray(error.what()).contains("nothing.safetensors"), error.what());
    }
}

void TestBackEnds::halfPrecisionIsCastToFloat()
{
    writeFormulaCheckpoint(path("half.safetensors"), tinyConfig(), 1, {.dtype = DType::F16});
    const ImageEmbedding full = load()->encode(m_picture, {});
    const ImageEmbedding half = load(DecoderNorm::Transformers, "half.safetensors")->encode(m_picture, {});
    const double difference = largestDifference(half.values, Json(full.values));
    QVERIFY(difference > 0);
    QVERIFY(difference < 0.05);
}

SAMSCOPE_TEST(tst_back_ends, QCoreApplication, TestBackEnds)
#include "tst_back_ends.moc"
