#include "app/cli/cli.h"
#include "app/resource_files.h"
#include "core/base/strict_json.h"
#include "tests/support/conversion.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <sstream>

using namespace samscope;
namespace fs = std::filesystem;

/// `samscope compare` on the demo: against itself, against a copy in bfloat16.
class TestCompareCommand : public QObject
{
    Q_OBJECT

private:
    TestFolder m_folder;
    Demo m_demo;

    const DemoScene& scene() const { return m_demo.scenes.at(3); }

    static int run(const std::vector<std::string>& arguments, std::string& out)
    {
        std::ostringstream text, err;
        const int code = runCommandLine(arguments, {.out = text, .err = err, .stop = {}, .openWindow = {}});
        out = text.str() + err.str();
        return code;
    }

    Json compared(const fs::path& other, std::vector<std::string> more = {})
    {
        std::vector<std::string> arguments = {
            "compare", m_demo.model.string(), other.string(), "--image", scene().image.string(), "--json", "-"};
        if (more.empty()) {
            const auto& click = scene().objects.at(0).click;
            more.assign({"--point", std::to_string(click.x) + "," + std::to_string(click.y)});
        }
        arguments.insert(arguments.end(), more.begin(), more.end());
        std::string out;
        if (run(arguments, out) != 0) {
            qFatal("%s", out.c_str());
        }
        return parseStrictJson(out, "output");
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_demo = loadDemo(resourceFolder());
        std::string out;
        QCOMPARE(run({"convert", "--checkpoint_path", m_demo.model.string(), "--pytorch_dump_folder_path",
                      (m_folder / "bf16").string(), "--dtype", "bfloat16"},
                     out),
                 0);
    }

    void aModelAgainstItselfIsZeroThroughout()
    {
        const Json json = compared(m_demo.model);
        QVERIFY(json.at("blocks").size() > 0);
        for (const Json& block : json.at("blocks")) {
            QCOMPARE(block.at("max_abs").get<double>(), 0.0);
            QCOMPARE(block.at("cosine").get<double>(), 1.0);
        }
        QCOMPARE(json.at("embedding").at("max_abs").get<double>(), 0.0);
        QCOMPARE(json.at("candidates").size(), std::size_t(3));
        for (const Json& row : json.at("candidates")) {
            QCOMPARE(row.at("iou").get<double>(), 1.0);
            QCOMPARE(row.at("iou_score_difference").get<double>(), 0.0);
            QVERIFY(row.at("area_a") == row.at("area_b"));
        }
    }

    void bfloat16DiffersALittle()
    {
        const Json json = compared(m_folder / "bf16");
        QCOMPARE(json.at("model_b").at("layout").get<std::string>(), std::string("hf"));
        for (const Json& block : json.at("blocks")) {
            QVERIFY(block.at("max_abs").get<double>() > 0);
            QVERIFY(block.at("cosine").get<double>() > 0.999 && block.at("cosine").get<double>() < 1);
        }
        QVERIFY(json.at("embedding").at("max_abs").get<double>() > 0);
        for (const Json& row : json.at("candidates")) {
            QVERIFY(row.at("iou").get<double>() > 0.9);
            const double difference = std::abs(row.at("iou_score_difference").get<double>());
            QVERIFY(difference > 0 && difference < 0.05);
        }
    }

    void promptsAreThoseOfPredict()
    {
        const auto& box = scene().objects.at(0).box;
        const std::string text = std::to_string(box.x0) + "," + std::to_string(box.y0) + "," + std::to_string(box.x1) +
                                 "," + std::to_string(box.y1);
        const Json json = compared(m_demo.model, {"--box", text, "--single-mask"});
        QCOMPARE(json.at("candidates").size(), std::size_t(1));
        QCOMPARE(json.at("prompts").at("box").at(0).get<double>(), static_cast<double>(box.x0));
    }

    void textIsATableOfMasksAndOneOfBlocks()
    {
        std::string out;
        QCOMPARE(run({"compare", m_demo.model.string(), m_demo.model.string(), "--image", scene().image.string()}, out),
                 0);
        QVERIFY2(out.find("IoU(A,B)") != std::string::npos, out.c_str());
        QVERIFY2(out.find("block 0") != std::string::npos, out.c_str());
    }

    void aPointOutsideThePictureIsExitTwo()
    {
        std::string out;
        QCOMPARE(run({"compare", m_demo.model.string(), m_demo.model.string(), "--image", scene().image.string(),
                      "--point", "-1,5"},
                     out),
                 2);
    }
};

SAMSCOPE_TEST(tst_compare_command, QCoreApplication, TestCompareCommand)
#include "tst_compare_command.moc"
