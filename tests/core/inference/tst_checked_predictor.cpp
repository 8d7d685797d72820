#include "core/base/error.h"
#include "core/inference/checked_predictor.h"
#include "tests/support/one_by_one_predictor.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <limits>

using namespace samscope;

namespace {

constexpr int imageSize = 64;
constexpr int grid = 4;
constexpr int channels = 8;
constexpr std::size_t maskSize = 16 * 16;

/// Returns what it was given.
class Scripted final : public OneByOnePredictor
{
public:
    Scripted(ImageEmbedding embedding, Prediction prediction)
        : m_embedding(std::move(embedding)), m_prediction(std::move(prediction))
    {
        m_info.path = "model.pth";
        m_info.config.vision.imageSize = imageSize;
        m_info.config.vision.outputChannels = channels;
    }

    const ModelInfo& info() const override { return m_info; }
    ImageEmbedding encode(const PreprocessedImage&, const Work&) override { return m_embedding; }
    Prediction answer(const PromptSet&) override { return m_prediction; }

private:
    ModelInfo m_info;
    ImageEmbedding m_embedding;
    Prediction m_prediction;
};

ImageEmbedding goodEmbedding()
{
    return {channels, grid, std::vector<float>(channels * grid * grid)};
}

Prediction goodPrediction()
{
    return {16, std::vector<float>(3 * maskSize), {0.1F, 0.2F, 0.3F}, {}};
}

PreprocessedImage goodImage()
{
    return {ImageGeometry::of(40, 30, imageSize), std::vector<float>(3 * imageSize * imageSize)};
}

QByteArray refusal(const std::function<void()>& work)
{
    try {
        work();
        return "accepted";
    } catch (const Error& error) {
        return error.what();
    }
}

} // namespace

class TestCheckedPredictor : public QObject
{
    Q_OBJECT

    static Prediction decoded(Prediction prediction, const PromptSet& prompts = {})
    {
        const auto checked = withChecks(std::make_unique<Scripted>(goodEmbedding(), std::move(prediction)));
        return checked->decode(goodEmbedding(), goodImage().geometry, prompts);
    }

    static ImageEmbedding encoded(const PreprocessedImage& image, ImageEmbedding embedding = goodEmbedding())
    {
        const auto checked = withChecks(std::make_unique<Scripted>(std::move(embedding), goodPrediction()));
        return checked->encode(image, {});
    }

private Q_SLOTS:
    void goodOnesPassUnchanged()
    {
        QCOMPARE(encoded(goodImage()).values, goodEmbedding().values);
        const Prediction prediction = decoded(goodPrediction());
        QCOMPARE(prediction.iouScores, goodPrediction().iouScores);
        QVERIFY(prediction.warnings.empty());
    }

    void picturesMustFitTheModel()
    {
        PreprocessedImage other = goodImage();
        other.geometry.inputSize = 128;
        QVERIFY(refusal([&] { encoded(other); }).contains("another input size"));
        PreprocessedImage cut = goodImage();
        cut.pixelValues.pop_back();
        QVERIFY(refusal([&] { encoded(cut); }).contains("model.pth: pixel values of another size"));
    }

    void embeddingsMustFitTheModel()
    {
        ImageEmbedding wrong = goodEmbedding();
        wrong.grid = 5;
        QVERIFY(refusal([&] { encoded(goodImage(), wrong); }).contains("embedding of another shape"));
        const auto checked = withChecks(std::make_unique<Scripted>(goodEmbedding(), goodPrediction()));
        QVERIFY(refusal([&] { checked->decode(wrong, goodImage().geometry, {}); }).contains("another shape"));
    }

    void promptsMustFitThePicture()
    {
        QVERIFY(refusal([] {
                    decoded(goodPrediction(), {.points = {{41, 1, 1}}});
                }).contains("outside the picture of 40x30"));
        const PromptSet mask{.maskInput = std::vector<float>(255)};
        QVERIFY(
            refusal([&] { decoded(goodPrediction(), mask); }).contains("a mask input of 255 logits; it takes 16x16"));
        QCOMPARE(decoded(goodPrediction(), {.maskInput = std::vector<float>(maskSize)}).count(), 3U);
    }

    void resultsMustHaveTheirShape()
    {
        Prediction few = goodPrediction();
        few.iouScores.pop_back();
        QVERIFY(refusal([&] { decoded(few); }).contains("another shape"));
        Prediction cut = goodPrediction();
        cut.lowResMasks.pop_back();
        QVERIFY(refusal([&] { decoded(cut); }).contains("another shape"));
        QVERIFY(refusal([] { decoded(goodPrediction(), {.multimask = false}); }).contains("another shape"));
    }

    void whatIsNotFiniteIsTold()
    {
        Prediction broken = goodPrediction();
        broken.lowResMasks[maskSize + 7] = std::numeric_limits<float>::quiet_NaN();
        broken.iouScores[2] = std::numeric_limits<float>::infinity();
        const Prediction prediction = decoded(broken);
        QCOMPARE(prediction.warnings.size(), 2U);
        QVERIFY(prediction.warnings[0].starts_with("mask 1 holds"));
        QVERIFY(prediction.warnings[1].starts_with("the predicted IoU of mask 2"));
        QVERIFY(std::isnan(prediction.lowResMasks[maskSize + 7]));
    }
};

SAMSCOPE_TEST(tst_checked_predictor, QCoreApplication, TestCheckedPredictor)
#include "tst_checked_predictor.moc"
