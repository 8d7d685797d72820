#include "core/eval/compare_forward.h"
#include "tests/support/stub_predictor.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <cmath>

using namespace samscope;

namespace {

ForwardRun runWith(float score, const RgbImage& image = builtInPicture())
{
    StubPredictor predictor;
    predictor.model.config.vision.imageSize = 64;
    predictor.scores = [&](const PromptSet&) { return std::vector<float>{0.5f, score, 0.25f}; };
    return runForward(predictor, image, {});
}

} // namespace

class TestCompareForward : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksForNothingAPointAndABox()
    {
        StubPredictor predictor;
        predictor.model.config.vision.imageSize = 64;
        std::vector<PromptSet> asked;
        predictor.scores = [&](const PromptSet& prompts) {
            asked.push_back(prompts);
            return std::vector<float>{1, 2, 3};
        };
        runForward(predictor, builtInPicture(), {});
        QCOMPARE(predictor.encodes, 1);
        QCOMPARE(asked.size(), std::size_t(3));
        QCOMPARE(asked[0], PromptSet{});
        QCOMPARE(asked[1].points.size(), std::size_t(1));
        QVERIFY(asked[2].box.has_value());
        for (const PromptSet& prompts : asked) {
            checkPrompts(prompts, builtInPicture().width, builtInPicture().height);
        }
    }

    void equalRunsPass()
    {
        const ForwardProof proof = compareRuns(runWith(0.75f), runWith(0.75f), true);
        QCOMPARE(proof.embedding + proof.lowResMasks + proof.iouScores, 0.0);
        QVERIFY(proof.passed());
    }

    void differencesAreMeasured()
    {
        const ForwardRun a = runWith(0.75f);
        ForwardRun b = runWith(0.5f);
        b.embedding.values[0] += 2;
        b.predictions[2].lowResMasks[1] -= 8;
        const ForwardProof proof = compareRuns(a, b, true);
        QCOMPARE(proof.iouScores, 0.25);
        QCOMPARE(proof.lowResMasks, 8.0);
        QCOMPARE(proof.embedding, std::abs(static_cast<double>(b.embedding.values[0]) - a.embedding.values[0]));
        QVERIFY(!proof.passed());
        QVERIFY(compareRuns(a, b, false).passed());
    }

    void masksOfTheBoxAreHandedOn()
    {
        ForwardRun a = runWith(0.75f);
        ForwardRun b = runWith(0.75f);
        QCOMPARE(a.boxMask.width, builtInPicture().width);
        a.boxMask.pixels.assign(a.boxMask.pixels.size(), 1);
        b.boxMask.pixels.assign(b.boxMask.pixels.size(), 0);
        const ForwardProof proof = compareRuns(a, b, true);
        QCOMPARE(proof.sourceMask.area(), std::uint64_t(320 * 240));
        QCOMPARE(proof.convertedMask.area(), std::uint64_t(0));
    }

    void nanIsNoAgreement()
    {
        QVERIFY(std::isinf(compareRuns(runWith(NAN), runWith(0.5f), true).iouScores));
        QVERIFY(compareRuns(runWith(NAN), runWith(NAN), true).passed());
    }

    void otherSizesAreNoAgreement()
    {
        ForwardRun b = runWith(0.5f);
        b.embedding.values.push_back(0);
        QVERIFY(std::isinf(compareRuns(runWith(0.5f), b, true).embedding));
    }

    void theBuiltInPictureHasContrast()
    {
        const RgbImage image = builtInPicture();
        QCOMPARE(image.pixels.size(), std::size_t(image.width * image.height * 3));
        const auto [least, most] = std::ranges::minmax(image.pixels);
        QVERIFY(most - least > 150);
    }
};

SAMSCOPE_TEST(tst_compare_forward, QCoreApplication, TestCompareForward)
#include "tst_compare_forward.moc"
