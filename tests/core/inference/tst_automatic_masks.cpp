#include "core/base/error.h"
#include "core/imaging/mask_rle.h"
#include "core/imaging/opencv.h"
#include "core/inference/automatic_masks.h"
#include "core/inference/box_suppression.h"
#include "core/inference/crop_grid.h"
#include "tests/support/back_ends.h"
#include "tests/support/image_files.h"
#include "tests/support/stub_predictor.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <fstream>
#include <iterator>

using namespace samscope;

namespace {

Json expectedFrom(const std::string& name)
{
    std::ifstream in(SAMSCOPE_TEST_DATA "/everything/" + name, std::ios::binary);
    return parseStrictJson(std::string((std::istreambuf_iterator<char>(in)), {}), name);
}

AutomaticMaskOptions optionsOf(const Json& json)
{
    AutomaticMaskOptions options;
    options.pointsPerSide = json.at("points_per_side");
    options.predictedIouThreshold = json.at("pred_iou_thresh");
    options.stabilityThreshold = json.at("stability_score_thresh");
    options.cropLayers = json.value("crop_n_layers", 0);
    options.minRegionArea = json.value("min_mask_region_area", 0);
    return options;
}

/// Asks for a stop once `points` are done.
class StopAt final : public ProgressSink
{
public:
    explicit StopAt(std::uint64_t points) : m_points(points) {}
    std::stop_source stop;
    std::uint64_t done = 0;
    std::uint64_t total = 0;

    void report(const Progress& progress) override
    {
        if (progress.stage == "finding masks") {
            done = progress.done;
            total = progress.total;
            if (done >= m_points) {
                stop.request_stop();
            }
        }
    }

private:
    std::uint64_t m_points;
};

/// Every mask is the whole picture, with logits of 1: stable up to an offset below that.
StubPredictor stub()
{
    StubPredictor predictor;
    predictor.model.config.vision.imageSize = 32;
    predictor.scores = [](const PromptSet& prompts) {
        return std::vector<float>(3, prompts.points.front().x < 10 ? 0.95F : 0.9F);
    };
    return predictor;
}

} // namespace

/// SamAutomaticMaskGenerator against segment_anything's own records, on the demo model with both back ends.
class TestAutomaticMasks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addBackEnds(); }

    void equalsMeta_data()
    {
        QTest::addColumn<int>("index");
        QTest::newRow("one grid") << 0;
        QTest::newRow("crops and small regions") << 1;
    }

    void equalsMeta()
    {
        QFETCH(int, index);
        if (index == 1 && currentNumerics() != Numerics::Fast) {
            QSKIP("what crops and small regions add does not depend on the back end");
        }
        const Json expected = expectedFrom("demo.json").at(static_cast<std::size_t>(index));
        const std::string demo = SAMSCOPE_SOURCE_DIR "/resources/demo/";
        const auto predictor = loadPredictor(
            demo + "demo_sam.pth",
            {.device = {Device::Kind::Cpu}, .numerics = currentNumerics(), .decoderNorm = DecoderNorm::Meta}, {});
        const RgbImage image = decodeImage(demo + "scenes/" + expected.at("scene").get<std::string>());
        const auto masks = automaticMasks(*predictor, image, optionsOf(expected.at("options")), {});
        QCOMPARE(masks.size(), expected.at("masks").size());
        for (std::size_t i = 0; i < masks.size(); ++i) {
            compareRecord(masks[i], expected.at("masks").at(i));
        }
    }

    void everyMaskIsKeptWithoutThresholds()
    {
        StubPredictor predictor = stub();
        const AutomaticMaskOptions options{
            .pointsPerSide = 3, .predictedIouThreshold = 0, .stabilityThreshold = 0, .boxNmsThreshold = 1};
        QCOMPARE(automaticMasks(predictor, patternImage(30, 20), options, {}).size(), 27U);
    }

    void theBestOfEqualBoxesStays()
    {
        StubPredictor predictor = stub();
        const auto masks =
            automaticMasks(predictor, patternImage(30, 20), {.pointsPerSide = 3, .stabilityOffset = 0.5}, {});
        QCOMPARE(masks.size(), 1U);
        QCOMPARE(masks.front().predictedIou, 0.95F);
        QCOMPARE(masks.front().area, 600U);
        QVERIFY(std::abs(masks.front().point[0] - 5) < 1e-9 && std::abs(masks.front().point[1] - 20.0 / 6) < 1e-9);
    }

    void whatIsUnstableIsDropped()
    {
        StubPredictor predictor = stub();
        QVERIFY(automaticMasks(predictor, patternImage(30, 20), {.pointsPerSide = 3}, {}).empty());
    }

    void whatIsPredictedToBeNoBetterIsDropped()
    {
        StubPredictor predictor = stub();
        const AutomaticMaskOptions options{.pointsPerSide = 3, .predictedIouThreshold = 0.95, .stabilityOffset = 0.5};
        QVERIFY(automaticMasks(predictor, patternImage(30, 20), options, {}).empty());
    }

    void reportsBatchesAndStopsBetweenThem()
    {
        StubPredictor predictor = stub();
        StopAt all(UINT64_MAX);
        automaticMasks(predictor, patternImage(30, 20), {.pointsPerBatch = 100}, {all});
        QCOMPARE(all.done, 1024U);
        QCOMPARE(all.total, 1024U);
        StopAt third(300);
        QVERIFY_EXCEPTION_THROWN(
            automaticMasks(predictor, patternImage(30, 20), {.pointsPerBatch = 100}, {third, third.stop.get_token()}),
            Error);
        QCOMPARE(third.done, 300U);
    }

    void refusesParameters_data()
    {
        QTest::addColumn<int>("pointsPerSide");
        QTest::addColumn<int>("pointsPerBatch");
        QTest::addColumn<int>("cropLayers");
        QTest::addColumn<QString>("message");
        QTest::newRow("no points") << 0 << 64 << 0 << "points per side: 0 is out of range";
        QTest::newRow("empty batches") << 32 << 0 << 0 << "points per batch: 0";
        QTest::newRow("layers") << 32 << 64 << 9 << "crop layers: 9";
    }

    void refusesParameters()
    {
        QFETCH(int, pointsPerSide);
        QFETCH(int, pointsPerBatch);
        QFETCH(int, cropLayers);
        QFETCH(QString, message);
        try {
            AutomaticMaskOptions{
                .pointsPerSide = pointsPerSide, .pointsPerBatch = pointsPerBatch, .cropLayers = cropLayers}
                .check();
            QFAIL("taken");
        } catch (const Error& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(message), error.what());
        }
    }

    void cropsAndGridsAreMetas()
    {
        const Json parts = expectedFrom("parts.json");
        for (const Json& expected : parts.at("crops")) {
            const auto crops =
                cropsOf(expected.at("width"), expected.at("height"), expected.at("layers"), expected.at("ratio"));
            QCOMPARE(crops.size(), expected.at("boxes").size());
            for (std::size_t i = 0; i < crops.size(); ++i) {
                const Json& box = expected.at("boxes").at(i);
                QVERIFY((crops[i].box == Rect<int>{box[0], box[1], box[2], box[3]}));
                QCOMPARE(crops[i].layer, expected.at("layer").at(i).get<int>());
            }
        }
        for (const Json& expected : parts.at("grids")) {
            const auto points = pointGrid(expected.at("side"), expected.at("width"), expected.at("height"));
            QVERIFY((points == expected.at("points").get<std::vector<std::array<double, 2>>>()));
        }
    }

    void suppressionIsTorchvisions()
    {
        for (const Json& expected : expectedFrom("parts.json").at("nms")) {
            std::vector<Rect<float>> boxes;
            for (const Json& box : expected.at("boxes")) {
                boxes.push_back({box[0], box[1], box[2], box[3]});
            }
            const auto kept =
                suppressBoxes(boxes, expected.at("scores").get<std::vector<float>>(), expected.at("threshold"));
            QVERIFY((kept == expected.at("kept").get<std::vector<std::size_t>>()));
        }
    }

    void smallRegionsAreRemovedAsMetaDoes()
    {
        for (const Json& expected : expectedFrom("parts.json").at("regions")) {
            Mask mask = maskFromCocoRle(expected.at("before"), expected.at("width"), expected.at("height"));
            QCOMPARE(openCv().removeSmallRegions(mask, expected.at("area")), expected.at("changed").get<bool>());
            QCOMPARE(cocoRle(mask), expected.at("after").get<std::string>());
        }
    }

private:
    static void compareRecord(const AutomaticMask& mask, const Json& expected)
    {
        const auto box = expected.at("bbox").get<std::array<double, 4>>();
        QVERIFY(mask.box.has_value());
        QCOMPARE(mask.box->x0, static_cast<int>(box[0]));
        QCOMPARE(mask.box->y0, static_cast<int>(box[1]));
        QCOMPARE(mask.box->x1, static_cast<int>(box[0] + box[2]) + 1);
        QCOMPARE(mask.box->y1, static_cast<int>(box[1] + box[3]) + 1);
        const auto crop = expected.at("crop_box").get<std::array<int, 4>>();
        QVERIFY((mask.crop == Rect<int>{crop[0], crop[1], crop[0] + crop[2], crop[1] + crop[3]}));
        QVERIFY(std::abs(mask.predictedIou - expected.at("predicted_iou").get<float>()) < 2e-6F);
        QVERIFY(std::abs(*mask.stability - expected.at("stability_score").get<double>()) < 1e-6);
        QCOMPARE(mask.area, expected.at("area").get<std::uint64_t>());
        QCOMPARE(mask.rle, expected.at("segmentation").get<std::string>());
        QVERIFY((mask.point == expected.at("point_coords").at(0).get<std::array<double, 2>>()));
    }
};

SAMSCOPE_TEST(tst_automatic_masks, QCoreApplication, TestAutomaticMasks)
#include "tst_automatic_masks.moc"
