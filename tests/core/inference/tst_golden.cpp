#include "core/base/error.h"
#include "core/imaging/mask.h"
#include "core/inference/predictor.h"
#include "tests/support/back_ends.h"
#include "tests/support/golden.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>
#include <QTest>
#include <fmt/format.h>

using namespace samscope;

namespace {

constexpr double scoreTolerance = 1e-5;
constexpr double logitTolerance = 1e-4;
constexpr double embeddingTolerance = 2e-4;

struct Worst
{
    double scores = 0;
    double logits = 0;
    double areaPixels = 0; ///< beyond what is allowed, 0 when all are within
};

double areaExcess(std::uint64_t got, double expected)
{
    const double allowed = std::max(0.0005 * expected, 2.0);
    return std::max(0.0, std::abs(static_cast<double>(got) - expected) - allowed);
}

Worst compareDecodes(Predictor& predictor, const ImageEmbedding& embedding, const ImageGeometry& geometry,
                     const Json& golden)
{
    Worst worst;
    for (const auto& [name, expected] : golden["prompts"].items()) {
        const Prediction prediction = predictor.decode(embedding, geometry, goldenPrompt(expected));
        worst.scores = std::max(worst.scores, largestDifference(prediction.iouScores, expected["iou_scores"]));
        worst.logits = std::max(worst.logits,
                                largestDifference(goldenSamples(prediction.lowResMasks), expected["low_res_samples"]));
        for (std::size_t i = 0; i < prediction.count(); ++i) {
            const auto logits = upscaleLogits(prediction.mask(i), prediction.side, geometry);
            const Mask mask = thresholdLogits(logits, geometry.width, geometry.height, 0);
            worst.areaPixels =
                std::max(worst.areaPixels, areaExcess(mask.area(), expected["mask_area"][i].get<double>()));
        }
    }
    return worst;
}

} // namespace

/// The five variants against transformers, from a checkpoint with original names to mask areas.
class TestGolden : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addBackEnds(); }
    void equalsTransformers_data();
    void equalsTransformers();
    void decoderEpsOfMetaIsAnotherModel();
    void bfloat16KeepsTheMasks_data() { equalsTransformers_data(); }
    void bfloat16KeepsTheMasks();

private:
    std::unique_ptr<Predictor> load(const std::string& variant, DecoderNorm norm, const BlockObserver& observer = {},
                                    Numerics numerics = currentNumerics());

    QTemporaryDir m_folder;
    PreprocessedImage m_picture = formulaPicture(700, 1100, 3, 1024);
};

std::unique_ptr<Predictor> TestGolden::load(const std::string& variant, DecoderNorm norm, const BlockObserver& observer,
                                            Numerics numerics)
{
    const auto path = std::filesystem::path(m_folder.path().toStdString()) / "model.safetensors";
    writeFormulaCheckpoint(path, findVariant(variant)->config);
    return loadPredictor(
        path, {.device = {Device::Kind::Cpu}, .numerics = numerics, .decoderNorm = norm, .blockObserver = observer},
        {});
}

void TestGolden::equalsTransformers_data()
{
    QTest::addColumn<bool>("isLarge");
    QTest::newRow("slimsam-77-uniform") << false;
    QTest::newRow("slimsam-50-uniform") << false;
    QTest::newRow("sam_vit_b_01ec64") << false;
    QTest::newRow("sam_vit_l_0b3195") << true;
    QTest::newRow("sam_vit_h_4b8939") << true;
}

void TestGolden::equalsTransformers()
{
    QFETCH(bool, isLarge);
    if (isLarge && qEnvironmentVariableIsEmpty("SAMSCOPE_LARGE_TESTS")) {
        QSKIP("takes minutes and gigabytes; set SAMSCOPE_LARGE_TESTS=1 to run it");
    }
    const std::string variant = QTest::currentDataTag();
    const Json golden = loadGolden(variant);
    QVERIFY(largestDifference(goldenSamples(m_picture.pixelValues), golden["pixel_values_samples"]) < 1e-6);

    std::vector<std::vector<float>> blocks;
    const auto predictor =
        load(variant, DecoderNorm::Transformers, [&blocks](int block, std::span<const float> tokens) {
            QCOMPARE(static_cast<std::size_t>(block), blocks.size());
            blocks.push_back(goldenSamples(tokens));
        });
    QCOMPARE(predictor->info().variant, variant);
    const ImageEmbedding embedding = predictor->encode(m_picture, {});
    const double embeddingDifference =
        largestDifference(goldenSamples(embedding.values), golden["image_embedding_samples"]);
    QCOMPARE(blocks.size(), static_cast<std::size_t>(predictor->info().config.vision.layers));
    for (std::size_t i = 0; golden.contains("blocks_samples") && i < blocks.size(); ++i) {
        QVERIFY(largestDifference(blocks[i], golden["blocks_samples"].at(i)) <= embeddingTolerance);
    }
    const Worst worst = compareDecodes(*predictor, embedding, m_picture.geometry, golden);
    const std::string numbers = fmt::format("embedding {:.2g}, scores {:.2g}, logits {:.2g}, area excess {:.0f} pixels",
                                            embeddingDifference, worst.scores, worst.logits, worst.areaPixels);
    qInfo("%s", numbers.c_str());
    QVERIFY2(embeddingDifference <= embeddingTolerance && worst.scores <= scoreTolerance &&
                 worst.logits <= logitTolerance && worst.areaPixels == 0,
             numbers.c_str());
}

void TestGolden::decoderEpsOfMetaIsAnotherModel()
{
    const Json golden = loadGolden("slimsam-77-uniform");
    const auto predictor = load("slimsam-77-uniform", DecoderNorm::Meta);
    const ImageEmbedding embedding = predictor->encode(m_picture, {});
    const Worst worst = compareDecodes(*predictor, embedding, m_picture.geometry, golden);
    qInfo("scores %.2g, logits %.2g", worst.scores, worst.logits);
    QVERIFY(worst.scores > scoreTolerance || worst.logits > logitTolerance);
}

void TestGolden::bfloat16KeepsTheMasks()
{
    if (currentNumerics() != Numerics::Fast) {
        QSKIP("measured once, against the fast numerics");
    }
    QFETCH(bool, isLarge);
    if (isLarge && qEnvironmentVariableIsEmpty("SAMSCOPE_LARGE_TESTS")) {
        QSKIP("takes minutes and gigabytes; set SAMSCOPE_LARGE_TESTS=1 to run it");
    }
    const std::string variant = QTest::currentDataTag();
    std::unique_ptr<Predictor> rounded;
    try {
        rounded = load(variant, DecoderNorm::Transformers, {}, Numerics::Bf16);
    } catch (const Error& error) {
        QCOMPARE(error.what(), "this CPU has no bfloat16 arithmetic; take the numerics fast or reference");
        QSKIP("this CPU has no bfloat16 arithmetic");
    }
    QCOMPARE(rounded->info().numerics, Numerics::Bf16);
    const auto predictor = load(variant, DecoderNorm::Transformers);
    const ImageEmbedding roundedEmbedding = rounded->encode(m_picture, {});
    const ImageEmbedding embedding = predictor->encode(m_picture, {});
    QVERIFY(roundedEmbedding.values != embedding.values);
    double lowest = 1;
    for (const auto& [name, expected] : loadGolden(variant)["prompts"].items()) {
        const Prediction got = rounded->decode(roundedEmbedding, m_picture.geometry, goldenPrompt(expected));
        const Prediction wanted = predictor->decode(embedding, m_picture.geometry, goldenPrompt(expected));
        for (std::size_t i = 0; i < wanted.count(); ++i) {
            const auto mask = [&](const Prediction& prediction) {
                const auto logits = upscaleLogits(prediction.mask(i), prediction.side, m_picture.geometry);
                return thresholdLogits(logits, m_picture.geometry.width, m_picture.geometry.height, 0);
            };
            lowest = std::min(lowest, intersectionOverUnion(mask(got), mask(wanted)));
        }
    }
    qInfo("lowest IoU %.4f", lowest);
    QVERIFY(lowest >= 0.99);
}

SAMSCOPE_TEST(tst_golden, QCoreApplication, TestGolden)
#include "tst_golden.moc"
