#include "app/cli/output.h"
#include "core/base/strict_json.h"
#include "core/imaging/mask.h"
#include "core/imaging/mask_rle.h"
#include "tests/app/command_line_run.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

namespace {

const std::string demo = SAMSCOPE_SOURCE_DIR "/resources/demo/";

std::vector<std::string> everything(std::vector<std::string> more)
{
    std::vector<std::string> arguments = {
        "everything",        "--model", demo + "demo_sam.pth", "--image", demo + "scenes/scene_1.png",
        "--points-per-side", "6"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

} // namespace

class TestEverythingCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jsonHoldsEveryMask()
    {
        const Outcome outcome =
            run(everything({"--pred-iou-thresh", "0.5", "--stability-score-thresh", "0.5", "--json", "-"}));
        QCOMPARE(outcome.code, 0);
        const Json json = parseStrictJson(outcome.out, "output");
        QCOMPARE(json.at("numerics").get<std::string>(), std::string("fast"));
        QCOMPARE(json.at("execution").get<std::string>(), std::string("eager"));
        QCOMPARE(json.at("options").at("box_nms_thresh").get<double>(), 0.7);
        QVERIFY(json.at("masks").size() > 2);
        double last = 2;
        for (const Json& mask : json.at("masks")) {
            const int height = json.at("image").at("height");
            const Mask decoded = maskFromCocoRle(mask.at("rle").at("counts"), json.at("image").at("width"), height);
            QCOMPARE(decoded.area(), mask.at("area").get<std::uint64_t>());
            QCOMPARE(boxJson(decoded.boundingBox().value()), mask.at("bbox"));
            QVERIFY(mask.at("predicted_iou").get<double>() > 0.5 && mask.at("predicted_iou").get<double>() <= last);
            QVERIFY(mask.at("stability").get<double>() >= 0.5);
            last = mask.at("predicted_iou");
        }
    }

    void theDefaultsAreMetas()
    {
        const Outcome outcome = run(everything({"--json", "-"}));
        const Json options = parseStrictJson(outcome.out, "output").at("options");
        QCOMPARE(options.at("pred_iou_thresh").get<double>(), 0.88);
        QCOMPARE(options.at("stability_score_thresh").get<double>(), 0.95);
        QCOMPARE(options.at("points_per_batch").get<int>(), 64);
        QCOMPARE(options.at("crop_n_layers").get<int>(), 0);
    }

    void textIsATable()
    {
        const Outcome outcome = run(everything({"--pred-iou-thresh", "0.5", "--stability-score-thresh", "0.5"}));
        QVERIFY(outcome.out.find("predicted IoU") != std::string::npos);
        QVERIFY(outcome.out.find("masks in") != std::string::npos);
    }

    void aParameterOutOfRangeIsExitTwo()
    {
        const Outcome outcome = run(everything({"--crop-n-layers", "7"}));
        QCOMPARE(outcome.code, 2);
        QVERIFY(outcome.err.find("crop layers: 7 is out of range") != std::string::npos);
    }

    void aStopIsExit130()
    {
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(run(everything({}), stop.get_token()).code, 130);
    }
};

SAMSCOPE_TEST(tst_everything_command, QCoreApplication, TestEverythingCommand)
#include "tst_everything_command.moc"
