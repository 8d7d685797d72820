#include "app/cli/cli.h"
#include "app/demo_files.h"
#include "app/resource_files.h"
#include "core/base/strict_json.h"
#include "core/checkpoint/open_checkpoint.h"
#include "tests/support/by_hand.h"
#include "tests/support/canvas_test.h"
#include "tests/support/conversion.h"
#include "tests/support/formula.h"
#include "tests/support/patience.h"
#include "tests/support/stalled_disk.h"
#include "tests/support/test_program.h"
#include "tests/support/window_test.h"
#include "ui/main_window.h"
#include "ui/models/comparison_model.h"
#include "ui/plots/custom_plot.h"
#include "ui/segment/candidate_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTableView>
#include <QTest>

#include <sstream>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t sceneIndex = 3; // its click and box both find the object

} // namespace

/// The main job on the shipped demo, in the real window with the real network.
class TestMainJob : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_settings;
    std::unique_ptr<TestFolder> m_folder;
    std::unique_ptr<MainWindow> m_window;
    Demo m_demo;

    QString text(const char* label) { return child<QLabel>(*m_window, label).text(); }
    ImageCanvas& canvas() { return child<ImageCanvas>(*m_window, "canvas"); }
    QPoint at(double x, double y) { return canvas().view().toView(QPointF(x, y)).toPoint(); }
    const DemoScene& scene() const { return m_demo.scenes.at(sceneIndex); }

    void openForConversion()
    {
        m_window->showWorkspace(MainWindow::Convert);
        m_window->openCheckpoint(m_demo.model);
        child<QLineEdit>(*m_window, "goalFolder").setText(QString::fromStdString((*m_folder / "out").string()));
        TRY_VERIFY(child<QPushButton>(*m_window, "convertButton").isEnabled());
    }

    /// A foreground point: a click, or the cursor of the keyboard moved there from where it starts, and Return.
    void pointByHand(const PointPrompt& point, bool keyboard)
    {
        if (!keyboard) {
            QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(point.x + 0.5, point.y + 0.5));
            return;
        }
        QVERIFY(tabTo(*m_window, "canvas"));
        const auto pixelwise = Qt::ControlModifier | Qt::ShiftModifier;
        pressKey(Qt::Key_Right, pixelwise);
        const QRegularExpression places(u"x (\\d+) y (\\d+)"_s);
        TRY_VERIFY(places.match(text("segmentStatus")).hasMatch());
        const auto place = places.match(text("segmentStatus"));
        const auto walk = [pixelwise](double distance, Qt::Key back, Qt::Key forth) {
            for (int i = 0; i < std::abs(distance); ++i) {
                pressKey(distance < 0 ? back : forth, pixelwise);
            }
        };
        walk(point.x - place.captured(1).toInt(), Qt::Key_Left, Qt::Key_Right);
        walk(point.y - place.captured(2).toInt(), Qt::Key_Up, Qt::Key_Down);
        pressKey(Qt::Key_Return);
    }

    void goToCompare(bool keyboard)
    {
        if (keyboard) {
            pressKey(Qt::Key_3, Qt::ControlModifier);
        } else {
            QVERIFY(clickOn<QAbstractButton>(*m_window, "switchCompare"));
        }
    }

    /// A foreground point in the middle of the picture.
    void comparePoint(bool keyboard)
    {
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "compareCanvas"));
            pressKey(Qt::Key_Return);
        } else {
            QTest::mouseClick(&child<ImageCanvas>(*m_window, "compareCanvas"), Qt::LeftButton);
        }
    }

    // The best mask of `samscope predict` for the same prompts.
    Mask predicted(const PromptSet& prompts)
    {
        const std::string masks = (*m_folder / "masks").string();
        std::vector<std::string> arguments = {
            "predict", "--model", m_demo.model.string(), "--image", scene().image.string(), "--masks", masks,
            "--json",  "-"};
        for (const PointPrompt& point : prompts.points) {
            arguments.push_back("--point");
            arguments.push_back(std::to_string(point.x) + "," + std::to_string(point.y) + "," +
                                std::to_string(point.label));
        }
        if (prompts.box) {
            const Rect<double>& box = *prompts.box;
            arguments.push_back("--box");
            arguments.push_back(std::to_string(box.x0) + "," + std::to_string(box.y0) + "," + std::to_string(box.x1) +
                                "," + std::to_string(box.y1));
        }
        std::ostringstream out;
        std::ostringstream err;
        const CommandLine line{.out = out, .err = err, .stop = {}, .openWindow = {}};
        if (runCommandLine(arguments, line) != 0) {
            qFatal("%s", err.str().c_str());
        }
        const auto best = parseStrictJson(out.str(), "output").at("best").get<std::size_t>();
        return loadMaskPng(masks + "/mask_" + std::to_string(best) + ".png");
    }

private Q_SLOTS:
    void init()
    {
        isolateSettings(m_settings);
        m_folder = std::make_unique<TestFolder>();
        m_demo = loadDemo(resourceFolder());
        m_window = std::make_unique<MainWindow>();
        m_window->resize(1800, 1200);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
    }

    void cleanup() { m_window.reset(); }

    void wholeWayByHand_data() { mouseAndKeyboard(); }

    // Convert, Segment and Compare from a cold start, with nothing but the mouse or nothing but the keyboard.
    void wholeWayByHand()
    {
        QFETCH(bool, keyboard);
        const fs::path checkpoint = *m_folder / "demo_sam.pth";
        fs::copy_file(m_demo.model, checkpoint);
        const PointPrompt point = scene().objects.front().click;
        const PromptSet prompts{.points = {point}};
        const auto open = [&](const char* box, const char* button, const fs::path& path) {
            givePath(*m_window, box, button, QString::fromStdString(path.string()), keyboard);
        };

        open("checkpointPath", "openCheckpoint", checkpoint);
        TRY_VERIFY(child<QPushButton>(*m_window, "convertButton").isEnabled());
        pressButton(*m_window, "convertButton", keyboard);
        for (const char* proof : {"tensorProof", "forwardProof"}) {
            TRY_COMPARE(child<QLabel>(*m_window, proof).property("verdict").toString(), u"good"_s);
        }
        const fs::path folder = child<QLineEdit>(*m_window, "goalFolder").text().toStdString();
        QVERIFY(fs::is_regular_file(folder / "model.safetensors"));

        TRY_VERIFY(child<QPushButton>(*m_window, "segmentButton").isEnabled());
        pressButton(*m_window, "segmentButton", keyboard);
        open("imagePath", "openImage", scene().image);
        TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
        const QImage plain = canvas().grab().toImage();
        pointByHand(point, keyboard);
        if (keyboard) {
            pressKey(Qt::Key_Tab); // the cursor of the keyboard is painted while the canvas has the focus
        }
        TRY_COMPARE(paintedWrong(canvas(), predicted(prompts), plain, prompts), QString());

        goToCompare(keyboard);
        open("compareModelA", "compareModelAOpen", checkpoint);
        open("compareModelB", "compareModelBOpen", keyboard ? folder : folder / "config.json");
        open("compareImage", "compareImageOpen", scene().image);
        TRY_VERIFY(text("divergenceCaption").contains(u"Embedding:"_s));
        comparePoint(keyboard);
        const QAbstractItemModel& table = *child<QTableView>(*m_window, "compareTable").model();
        TRY_COMPARE(table.index(ComparisonModel::Iou, 0).data().toDouble(), 1.0);
        QCOMPARE(table.index(ComparisonModel::AreaA, 0).data(), table.index(ComparisonModel::AreaB, 0).data());
    }

    void encodersThatDifferPartInThePlot_data()
    {
        QTest::addColumn<bool>("otherNumerics");
        QTest::newRow("float32 and a folder in bfloat16") << false;
        QTest::newRow("fast and reference numerics") << true;
    }

    void encodersThatDifferPartInThePlot()
    {
        QFETCH(bool, otherNumerics);
#ifndef SAMSCOPE_HAS_TORCH
        if (otherNumerics) {
            QSKIP("built without LibTorch: there are no reference numerics");
        }
#endif
        fs::path second = m_demo.model;
        if (!otherNumerics) {
            ConvertOptions options;
            options.checkpoint = m_demo.model;
            options.folder = second = *m_folder / "half";
            options.dtype = DType::BF16;
            convertNow(options);
        }
        m_window->showWorkspace(MainWindow::Compare);
        const auto open = [&](const char* box, const fs::path& path) {
            givePath(*m_window, box, "", QString::fromStdString(path.string()), true);
        };
        open("compareModelA", m_demo.model);
        open("compareModelB", second);
        open("compareImage", scene().image);
        if (otherNumerics) {
            QVERIFY(tabTo(*m_window, "compareNumericsB"));
            pressKey(Qt::Key_Down);
            pressKey(Qt::Key_Down);
            TRY_VERIFY(text("compareStatus").contains(u"CPU reference"_s));
        }
        TRY_VERIFY(text("divergenceCaption").contains(u"Embedding:"_s));
        QCPGraphDataContainer& cosines = *child<QCustomPlot>(*m_window, "divergencePlot").graph(0)->data();
        QCPGraphDataContainer& differences = *child<QCustomPlot>(*m_window, "divergencePlot").graph(1)->data();
        QVERIFY(cosines.size() > 1 && cosines.size() == differences.size());
        const double most = otherNumerics ? 1e-3 : 1;
        for (const QCPGraphData& block : differences) {
            QVERIFY2(block.value > 0 && block.value < most, qPrintable(QString::number(block.value)));
        }
        comparePoint(true);
        const QAbstractItemModel& table = *child<QTableView>(*m_window, "compareTable").model();
        TRY_VERIFY(table.index(ComparisonModel::Iou, 0).data().toDouble() > 0.9);
    }

    void aSamIsComparedWithANarrowerOne_data()
    {
        mouseAndKeyboard();
    }

    // As SlimSAM is narrower than SAM: the blocks have other widths, the embeddings do not.
    void aSamIsComparedWithANarrowerOne()
    {
        QFETCH(bool, keyboard);
        SamConfig narrow = tinyConfig();
        narrow.vision.hiddenSize /= 2;
        narrow.vision.mlpDim /= 2;
        writeFormulaCheckpoint(*m_folder / "sam.pth", tinyConfig());
        writeFormulaCheckpoint(*m_folder / "slim.pth", narrow);
        goToCompare(keyboard);
        for (const auto& [box, file] : {std::pair("compareModelA", *m_folder / "sam.pth"),
                                        {"compareModelB", *m_folder / "slim.pth"},
                                        {"compareImage", scene().image}}) {
            givePath(*m_window, box, qPrintable(QLatin1StringView(box) + u"Open"_s),
                     QString::fromStdString(file.string()), keyboard);
        }
        TRY_VERIFY(text("divergenceCaption").contains(u"Embedding: cosine"_s));
        QVERIFY2(text("divergenceCaption").startsWith(u"Blocks are not compared: "_s),
                 qPrintable(text("divergenceCaption")));
        comparePoint(keyboard);
        const QAbstractItemModel& table = *child<QTableView>(*m_window, "compareTable").model();
        TRY_COMPARE(table.columnCount(), 3);
        const auto cell = [&table](int row) { return table.index(row, 0).data().toString(); };
        QVERIFY(cell(ComparisonModel::ScoreA) != cell(ComparisonModel::ScoreB));
        QVERIFY(cell(ComparisonModel::Iou).toDouble() < 1);
    }

    void stalledConversionShowsExactlyTheWrittenRows()
    {
        openForConversion();
        constexpr int written = 40;
        ConvertOptions options;
        options.checkpoint = m_demo.model;
        const FileStart start = startOf(options, written);
        StalledDisk disk([&start](std::uint64_t offset) { return offset >= start.bytes; });
        QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
        TRY_VERIFY(disk.isStalled());
        const QAbstractItemModel& log = *child<QTableView>(*m_window, "remapTable").model();
        TRY_COMPARE(log.rowCount(), written);
        passTimers(100); // the job is looked at once more
        QCOMPARE(log.rowCount(), written);
        QVERIFY(clickOn<QPushButton>(*m_window, "jobStop"));
        disk.release();
        TRY_VERIFY(child<QPushButton>(*m_window, "convertButton").isEnabled());
        QCOMPARE(m_folder->names(), std::vector<std::string>{});
    }

    void flippedByteTurnsTheProofRedAndNamesTheTensor()
    {
        openForConversion();
        QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
        auto& proof = child<QLabel>(*m_window, "tensorProof");
        TRY_COMPARE(proof.property("verdict").toString(), u"good"_s);
        TRY_VERIFY(child<QPushButton>(*m_window, "checkTensors").isEnabled());
        const fs::path weights = *m_folder / "out" / "model.safetensors";
        flipByte(weights, fs::file_size(weights) - 1); // the last tensor by name
        QVERIFY(clickOn<QPushButton>(*m_window, "checkTensors"));
        TRY_COMPARE(proof.property("verdict").toString(), u"bad"_s);
        QVERIFY2(proof.text().contains(u"vision_encoder.pos_embed"_s), qPrintable(proof.text()));
    }

    void proofShowsTheMasksOfBothForwardPasses()
    {
        openForConversion();
        const auto picture = [this](const char* label) { return child<QLabel>(*m_window, label).pixmap().toImage(); };
        QVERIFY(!child<QLabel>(*m_window, "sourceMaskPicture").isVisible());
        QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
        TRY_COMPARE(child<QLabel>(*m_window, "forwardProof").property("verdict").toString(), u"good"_s);
        QVERIFY(child<QLabel>(*m_window, "sourceMaskPicture").isVisible());
        QVERIFY(!picture("sourceMaskPicture").isNull());
        QCOMPARE(picture("sourceMaskPicture"), picture("convertedMaskPicture"));
    }

    void promptsPaintWhatPredictGives_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("click inside an object") << u"click"_s;
        QTest::newRow("then a right click") << u"right click"_s;
        QTest::newRow("box drag") << u"box"_s;
    }

    void promptsPaintWhatPredictGives()
    {
        QFETCH(QString, kind);
        DemoFiles files = demoFiles(m_demo);
        files.image = scene().image;
        m_window->openDemo(files);
        m_window->showWorkspace(MainWindow::Segment);
        TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
        canvas().zoomTo(2);
        const QImage plain = canvas().grab().toImage();

        const DemoObject& object = scene().objects.front();
        const DemoObject& other = scene().objects.back();
        PromptSet prompts;
        if (kind == u"box"_s) {
            QTest::mousePress(&canvas(), Qt::LeftButton, {}, at(object.box.x0, object.box.y0));
            QTest::mouseMove(&canvas(), at(object.box.x1 - 10, object.box.y1 - 10));
            QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, at(object.box.x1, object.box.y1));
            prompts.box = object.box;
        } else {
            QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(object.click.x + 0.5, object.click.y + 0.5));
            prompts.points.push_back(object.click);
        }
        if (kind == u"right click"_s) {
            QTest::mouseClick(&canvas(), Qt::RightButton, {}, at(other.click.x + 0.5, other.click.y + 0.5));
            prompts.points.push_back({other.click.x, other.click.y, 0});
        }
        const Mask mask = predicted(prompts);
        QVERIFY(mask.area() > 1000);
        QVERIFY(intersectionOverUnion(mask, loadMaskPng(object.mask)) > 0.6);
        TRY_COMPARE(paintedWrong(canvas(), mask, plain, prompts), QString());
    }

    void referenceTablePasses()
    {
        m_window->openDemo(demoFiles(m_demo));
        m_window->showWorkspace(MainWindow::Segment);
        const QAbstractItemModel& table = *child<QTableView>(*m_window, "referenceTable").model();
        const auto passed = [&] {
            int rows = 0;
            for (int row = 0; row < table.rowCount(); ++row) {
                rows += table.index(row, table.columnCount() - 1).data().toString() == u"pass"_s ? 1 : 0;
            }
            return rows;
        };
        TRY_COMPARE(passed(), 6);
    }
};

SAMSCOPE_TEST(tst_main_job, QApplication, TestMainJob)
#include "tst_main_job.moc"
