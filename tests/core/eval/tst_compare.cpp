#include "core/base/error.h"
#include "core/eval/compare.h"
#include "core/eval/compare_forward.h"
#include "tests/support/one_by_one_predictor.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <cmath>

using namespace samscope;

namespace {

/// An encoder of `layers` blocks, each `gain` times the one before it, and a decoder whose masks are the left part of
/// the picture: `gain` quarters of it.
class LadderPredictor final : public OneByOnePredictor
{
public:
    LadderPredictor(int layers, int hidden, float gain, BlockObserver observer)
        : m_gain(gain), m_observer(std::move(observer))
    {
        m_info.config.vision.layers = layers;
        m_info.config.vision.hiddenSize = hidden;
        m_info.config.vision.imageSize = 32;
        m_info.config.vision.outputChannels = 1;
    }

    const ModelInfo& info() const override { return m_info; }

    ImageEmbedding encode(const PreprocessedImage& image, const Work&) override
    {
        const auto& vision = m_info.config.vision;
        std::vector<float> tokens(static_cast<std::size_t>(4 * vision.hiddenSize), 1 + image.pixelValues.front());
        tokens.front() = 0.5f;
        for (int block = 0; block < vision.layers; ++block) {
            std::ranges::for_each(tokens, [this](float& value) { value *= m_gain; });
            if (m_observer) {
                m_observer(block, tokens);
            }
        }
        return {.channels = 1, .grid = 2, .values = {tokens[0], 1, 1, 1}};
    }

    Prediction answer(const PromptSet&) override
    {
        Prediction prediction{.side = 8};
        for (int i = 0; i < 64; ++i) {
            prediction.lowResMasks.push_back(static_cast<float>(i % 8) < 2 * m_gain ? 1.0f : -1.0f);
        }
        prediction.iouScores = {m_gain / 4};
        return prediction;
    }

private:
    ModelInfo m_info;
    float m_gain;
    BlockObserver m_observer;
};

struct Ladder
{
    int layers = 3;
    int hidden = 5;
    float gain = 1;
    bool shows = true;
};

Comparison compared(const Ladder& a, const Ladder& b, const PromptSet& prompts = {})
{
    CompareOptions options;
    options.load = [&](const std::filesystem::path& path, const PredictorOptions& wanted,
                       const Work&) -> std::unique_ptr<Predictor> {
        const Ladder& ladder = path == "a" ? a : b;
        return std::make_unique<LadderPredictor>(ladder.layers, ladder.hidden, ladder.gain,
                                                 ladder.shows ? wanted.blockObserver : BlockObserver());
    };
    return compareModels("a", "b", builtInPicture(), prompts, options, {});
}

} // namespace

class TestCompare : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aModelDoesNotDifferFromItself()
    {
        const Comparison same = compared({.gain = 2}, {.gain = 2});
        QCOMPARE(same.encoders.blocks.size(), std::size_t(3));
        QVERIFY(same.encoders.blocksNote.empty());
        for (const Divergence& block : same.encoders.blocks) {
            QCOMPARE(block.maxAbs, 0.0);
            QCOMPARE(block.cosine, 1.0);
        }
        QCOMPARE(same.encoders.embedding->maxAbs, 0.0);
        QCOMPARE(same.candidates.size(), std::size_t(1));
        QCOMPARE(same.candidates[0].iou, 1.0);
        QCOMPARE(same.candidates[0].boundary->max, 0.0);
    }

    void differencesGrowBlockByBlock()
    {
        const Comparison comparison = compared({.gain = 1}, {.gain = 2});
        const auto& blocks = comparison.encoders.blocks;
        QCOMPARE(blocks.size(), std::size_t(3));
        QCOMPARE(blocks[1].maxAbs, 3 * blocks[0].maxAbs); // 4 - 1 against 2 - 1
        QCOMPARE(blocks[2].maxAbs, 7 * blocks[0].maxAbs);
        QVERIFY(std::abs(*blocks[2].cosine - 1) < 1e-12);
        QCOMPARE(comparison.encoders.embedding->maxAbs, 3.5);
    }

    void masksAreComparedCandidateByCandidate()
    {
        const CandidateComparison row = compared({.gain = 1}, {.gain = 2}).candidates.at(0);
        QCOMPARE(row.iouScoreA, 0.25f);
        QCOMPARE(row.iouScoreB, 0.5f);
        QVERIFY(std::abs(row.iou - static_cast<double>(row.areaA) / static_cast<double>(row.areaB)) < 1e-12);
        QVERIFY(row.areaA > 0 && row.areaA < row.areaB);
        QCOMPARE(row.boundary->max, std::round(row.boundary->max));
        QCOMPARE(row.boundary->max, static_cast<double>(row.areaB - row.areaA) / builtInPicture().height);
    }

    void whatCannotBeComparedIsSaid_data()
    {
        QTest::addColumn<int>("layers");
        QTest::addColumn<int>("hidden");
        QTest::addColumn<bool>("shows");
        QTest::addColumn<QByteArray>("note");
        QTest::newRow("depth") << 4 << 5 << true << QByteArray("3 blocks against 4");
        QTest::newRow("width") << 3 << 7 << true << QByteArray("5 features against 7");
        QTest::newRow("a back end that shows nothing") << 3 << 5 << false << QByteArray("does not show its blocks");
    }

    void whatCannotBeComparedIsSaid()
    {
        QFETCH(int, layers);
        QFETCH(int, hidden);
        QFETCH(bool, shows);
        QFETCH(QByteArray, note);
        const Comparison comparison = compared({}, {.layers = layers, .hidden = hidden, .shows = shows});
        QVERIFY(comparison.encoders.blocks.empty());
        QVERIFY2(QByteArray::fromStdString(comparison.encoders.blocksNote).contains(note),
                 comparison.encoders.blocksNote.c_str());
        QVERIFY(comparison.encoders.embedding.has_value());
        QCOMPARE(comparison.candidates.size(), std::size_t(1));
    }

    void nanIsInfinitelyFar()
    {
        const Comparison comparison = compared({}, {.gain = NAN});
        QVERIFY(std::isinf(comparison.encoders.blocks[0].maxAbs));
        QVERIFY(!comparison.encoders.blocks[0].cosine);
    }

    void aFirstEncodingThatWasCutShortIsForgotten()
    {
        EncoderProbe probe;
        probe.first()(0, std::vector<float>{9, 9});
        const auto encoded = [&](const BlockObserver& observer) {
            LadderPredictor predictor(3, 5, 1, observer);
            return encode(predictor, builtInPicture());
        };
        const EncodedPicture a = encoded(probe.first()), b = encoded(probe.second());
        QCOMPARE(probe.take(a, b).blocks.size(), std::size_t(3));
        QCOMPARE(probe.take(a, b).blocks.size(), std::size_t(0)); // taken
    }

    void badPromptsAreRefusedBeforeAnythingIsLoaded()
    {
        CompareOptions options;
        options.load = [](auto&&...) -> std::unique_ptr<Predictor> { qFatal("a model was loaded"); };
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(compareModels("a", "b", builtInPicture(), {.points = {{.x = -5, .y = 0}}}, options, {})),
            Error);
    }
};

SAMSCOPE_TEST(tst_compare, QCoreApplication, TestCompare)
#include "tst_compare.moc"
