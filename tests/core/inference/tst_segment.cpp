#include "core/base/error.h"
#include "core/imaging/mask_rle.h"
#include "core/inference/segment.h"
#include "tests/support/image_files.h"
#include "tests/support/one_by_one_predictor.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <stop_token>

using namespace samscope;

namespace {

Prediction patternPrediction(int side, std::vector<float> scores)
{
    Prediction prediction{.side = side, .iouScores = std::move(scores)};
    for (std::size_t k = 0; k < prediction.count(); ++k) {
        const RgbImage image = patternImage(side, side, 3 * k + 1);
        for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
            prediction.lowResMasks.push_back(static_cast<float>(image.pixels[i] - 128) / 16.0F);
        }
    }
    return prediction;
}

bool areEqual(const std::vector<Candidate>& a, const std::vector<Candidate>& b)
{
    return std::ranges::equal(a, b, [](const Candidate& one, const Candidate& other) {
        return one.iouScore == other.iouScore && one.mask.pixels == other.mask.pixels &&
               one.stability == other.stability;
    });
}

/// The embedding is the picture's values; the answer is always the same.
class PatternPredictor final : public OneByOnePredictor
{
public:
    PatternPredictor() { m_info.config.vision.imageSize = 64; }

    PromptSet asked;
    int answers = 0;

    const ModelInfo& info() const override { return m_info; }

    ImageEmbedding encode(const PreprocessedImage& image, const Work&) override
    {
        m_info.execution = "graph";
        return {.channels = 3, .grid = 64, .values = image.pixelValues};
    }

private:
    Prediction answer(const PromptSet& prompts) override
    {
        ++answers;
        asked = prompts;
        return patternPrediction(16, {0.3F, 0.9F, 0.5F});
    }

    ModelInfo m_info;
};

} // namespace

class TestSegment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBestIsTheFirstOfTheHighest()
    {
        constexpr float nan = std::numeric_limits<float>::quiet_NaN();
        QCOMPARE(Prediction{.iouScores = {0.1F}}.best(), 0U);
        QCOMPARE((Prediction{.iouScores = {0.1F, 1.02F, 1.02F}}.best()), 1U);
        QCOMPARE((Prediction{.iouScores = {nan, -3, nan}}.best()), 1U);
        QCOMPARE((Prediction{.iouScores = {0.5F, nan, 0.7F}}.best()), 2U);
    }

    void masksAreTakenByIndex()
    {
        const Prediction prediction = patternPrediction(16, {0.1F, 0.2F});
        QCOMPARE(prediction.mask(1).size(), 256U);
        QCOMPARE(prediction.mask(1).front(), prediction.lowResMasks[256]);
        QVERIFY_EXCEPTION_THROWN(prediction.mask(2), Error);
        QVERIFY_EXCEPTION_THROWN((Prediction{.side = 16, .iouScores = {1}}.mask(0)), Error);
    }

    void partsAreTheMaskWithoutWhatIsEmpty_data()
    {
        QTest::addColumn<int>("x");
        QTest::addColumn<int>("y");
        QTest::addColumn<float>("offset");
        QTest::newRow("inside") << 7 << 6 << 1.0F;
        QTest::newRow("corner") << 0 << 0 << 1.0F;
        QTest::newRow("opposite corner") << 15 << 9 << 0.0F;
        QTest::newRow("padding") << 4 << 15 << 2.5F;
    }

    void partsAreTheMaskWithoutWhatIsEmpty()
    {
        QFETCH(int, x);
        QFETCH(int, y);
        QFETCH(float, offset);
        std::vector<float> logits(256, -5);
        logits[static_cast<std::size_t>(16 * y + x)] = 7;
        const auto geometry = ImageGeometry::of(110, 70, 64);
        const std::vector<float> full = upscaleLogits(logits, 16, geometry);
        const MaskPart part = maskPartOf(logits, 16, geometry, 0, offset);
        QCOMPARE(part.sure, thresholdLogits(full, 110, 70, offset).area());
        QCOMPARE(part.possible, thresholdLogits(full, 110, 70, -offset).area());
        QVERIFY(part.mask.width < 40 && part.mask.height < 40);
        QCOMPARE(cocoRle(part.mask, part.left, part.top, 110, 70), cocoRle(thresholdLogits(full, 110, 70, 0)));
    }

    void candidatesAreFullSizeLogitsAboveTheThreshold_data()
    {
        QTest::addColumn<float>("threshold");
        QTest::newRow("zero") << 0.0F;
        QTest::newRow("above") << 2.5F;
        QTest::newRow("below") << -3.0F;
        QTest::newRow("out of reach") << 40.0F;
    }

    void candidatesAreFullSizeLogitsAboveTheThreshold()
    {
        QFETCH(float, threshold);
        const Prediction prediction = patternPrediction(16, {0.9F, 0.3F, 0.5F});
        const auto geometry = ImageGeometry::of(70, 110, 64);
        const std::vector<Candidate> candidates = candidatesOf(prediction, geometry, threshold);
        QCOMPARE(candidates.size(), 3U);
        for (std::size_t i = 0; i < 3; ++i) {
            const std::vector<float> logits = upscaleLogits(prediction.mask(i), 16, geometry);
            QCOMPARE(candidates[i].iouScore, prediction.iouScores[i]);
            QCOMPARE(candidates[i].mask.width, 70);
            QCOMPARE(candidates[i].mask.height, 110);
            QVERIFY(candidates[i].mask.pixels == thresholdLogits(logits, 70, 110, threshold).pixels);
            QVERIFY(candidates[i].stability == stabilityScore(logits, threshold));
        }
        QCOMPARE(candidates[0].stability.has_value(), threshold < 40);
    }

    void fromPictureToMasks()
    {
        PatternPredictor predictor;
        const RgbImage image = patternImage(70, 110);
        const EncodedPicture picture = encode(predictor, image);
        QCOMPARE(picture.model.execution, std::string("graph")); // as it was after encoding
        QCOMPARE(picture.geometry.resizedHeight, 64);
        QCOMPARE(picture.geometry.resizedWidth, ImageGeometry::of(70, 110, 64).resizedWidth);
        QVERIFY(picture.embedding.values == preprocess(image, 64).pixelValues);
        QVERIFY(encode(predictor, preprocess(image, 64)).embedding.values == picture.embedding.values);
        const PromptSet prompts{.points = {{5, 5, 1}}};
        const Answer said = answer(predictor, picture, prompts, 2.5F);
        QVERIFY(predictor.asked == prompts);
        QVERIFY(areEqual(said.candidates, candidatesOf(said.prediction, picture.geometry, 2.5F)));
        QCOMPARE(said.best().iouScore, 0.9F);
        QVERIFY(said.best().mask.pixels == said.candidates[1].mask.pixels);
        const Answer other = atThreshold(said, -3);
        QVERIFY(areEqual(other.candidates, candidatesOf(said.prediction, picture.geometry, -3)));
        QVERIFY(other.prediction.lowResMasks == said.prediction.lowResMasks);
        QCOMPARE(other.decodeMs, said.decodeMs);
        QCOMPARE(predictor.answers, 1);
    }

    void stopsBetweenDecodingAndMasks()
    {
        PatternPredictor predictor;
        const EncodedPicture picture = encode(predictor, patternImage(70, 110));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(answer(predictor, picture, {}, 0, {.stop = stop.get_token()})),
                                 Error);
        QCOMPARE(predictor.answers, 1);
    }
};

SAMSCOPE_TEST(tst_segment, QCoreApplication, TestSegment)
#include "tst_segment.moc"
