#include "core/imaging/coco.h"
#include "core/imaging/mask_rle.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"
#include "tests/support/watched_models.h"
#include "ui/models/automatic_mask_model.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// Automatic masks in Segment: a grid of 3 x 3 points, of whose candidates the second is good enough.
class TestEverything : public QObject, private SegmentFixture
{
    Q_OBJECT

    QTableView& table() { return child<QTableView>(*m_window, "everythingTable"); }
    int rows() { return table().model()->rowCount(); }
    QColor colourAt(double x, double y) { return shot().pixelColor(at(x, y)); }

    static PromptSet gridPoint(int column, int row)
    {
        return pointAt((2 * column + 1) * imageWidth / 6.0, (2 * row + 1) * imageHeight / 6.0);
    }

    void prepare()
    {
        openBoth();
        child<QSpinBox>(*m_window, "everythingPoints").setValue(3);
        child<QDoubleSpinBox>(*m_window, "everythingStability").setValue(0.5);
        canvas().setFocus();
    }

    void findAll()
    {
        prepare();
        QTest::keyClick(&canvas(), Qt::Key_E);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 9, 30000);
    }

    void raisePanel()
    {
        child<QDockWidget>(*m_window, "everythingDock").raise();
        QTRY_VERIFY_WITH_TIMEOUT(table().isVisible(), 30000);
    }

    /// A run that waits in its first point.
    void startHeld()
    {
        prepare();
        m_state->setHoldDecode(true);
        raisePanel();
        QVERIFY(clickOn<QPushButton>(*m_window, "findEverything"));
        QTRY_VERIFY_WITH_TIMEOUT(m_state->isDecodeHeld(), 30000);
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void findsAndShowsThem_data()
    {
        QTest::addColumn<QString>("way");
        QTest::newRow("tool button") << u"everything"_s;
        QTest::newRow("panel's button") << u"findEverything"_s;
        QTest::newRow("key") << QString();
    }

    void findsAndShowsThem()
    {
        QFETCH(QString, way);
        const WatchedModels watched(*m_window);
        prepare();
        const QColor plain = colourAt(16, 21);
        if (way.isEmpty()) {
            QTest::keyClick(&canvas(), Qt::Key_E);
        } else if (way == u"everything"_s) {
            QVERIFY(clickOn<QToolButton>(*m_window, "everything"));
        } else {
            raisePanel();
            QVERIFY(clickOn<QPushButton>(*m_window, "findEverything"));
        }
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 9, 30000);
        QVERIFY(table().isVisible());
        QTRY_COMPARE(table().horizontalHeader()->length(), table().viewport()->width()); // no number is cut
        QVERIFY(colourAt(16, 21) != plain);
        QCOMPARE(table().model()->index(0, AutomaticMaskModel::PredictedIou).data().toString(), u"1.020"_s);
        const auto area = expectedMask(gridPoint(0, 0), 1).area();
        QCOMPARE(table().model()->index(0, AutomaticMaskModel::Area).data().toString(),
                 QLocale().toString(static_cast<qulonglong>(area)));
        QVERIFY(text("everythingLine").contains(u'9'));
        canvas().setFocus();
        QTest::keyClick(&canvas(), Qt::Key_E); // hides them
        QCOMPARE(colourAt(16, 21), plain);
        QTest::keyClick(&canvas(), Qt::Key_E);
        QVERIFY(colourAt(16, 21) != plain);
        QCOMPARE(m_state->decodes, 9);
    }

    void aClickChoosesAMask()
    {
        findAll();
        const QColor before = colourAt(48, 64);
        click(48, 64);
        QTRY_COMPARE_WITH_TIMEOUT(table().selectionModel()->selectedRows().size(), 1, 30000);
        QVERIFY(colourAt(48, 64) != before);
        QCOMPARE(table().selectionModel()->selectedRows().front().data().toString(), u"5"_s);
        QVERIFY(!child<QToolButton>(*m_window, "undo").isEnabled()); // it was no prompt
        QCOMPARE(m_state->decodes, 9);
    }

    void aRowChoosesAMask_data()
    {
        QTest::addColumn<bool>("mouse");
        QTest::newRow("mouse") << true;
        QTest::newRow("keyboard") << false;
    }

    void aRowChoosesAMask()
    {
        QFETCH(bool, mouse);
        findAll();
        const QColor before = colourAt(80, 21);
        if (mouse) {
            const QRect cell = table().visualRect(table().model()->index(2, 0));
            QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, cell.center());
        } else {
            table().setFocus();
            QTest::keyClick(&table(), Qt::Key_Home, Qt::ControlModifier);
            QTest::keyClick(&table(), Qt::Key_Down);
            QTest::keyClick(&table(), Qt::Key_Down);
        }
        QTRY_VERIFY_WITH_TIMEOUT(colourAt(80, 21) != before, 30000);
        QCOMPARE(table().selectionModel()->selectedRows().front().data().toString(), u"3"_s);
    }

    void rowsAreSortedByNumbers()
    {
        findAll();
        table().sortByColumn(AutomaticMaskModel::Area, Qt::DescendingOrder);
        double last = 1e9;
        for (int row = 0; row < rows(); ++row) {
            const double area =
                table().model()->index(row, AutomaticMaskModel::Area).data(AutomaticMaskModel::sortRole).toDouble();
            QVERIFY(area <= last);
            last = area;
        }
        click(48, 64);
        QTRY_COMPARE_WITH_TIMEOUT(table().selectionModel()->selectedRows().front().data().toString(), u"5"_s, 30000);
    }

    void promptsUndoAndClearGoOnWorking()
    {
        findAll();
        QTest::keyClick(&canvas(), Qt::Key_E);
        const QImage plain = shot();
        QTest::keyClick(&canvas(), Qt::Key_E);
        QVERIFY(shot() != plain);
        click(48, 64, Qt::RightButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_state->decodes, 10, 30000);
        QCOMPARE(m_state->lastPrompts().points.at(0).label, 0);
        QTRY_COMPARE_WITH_TIMEOUT(chosen(), 2, 30000);
        QTest::keyClick(&canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(chosen(), 0, 30000);
        QTRY_COMPARE_WITH_TIMEOUT(shot(), plain, 30000);
        QTest::keyClick(&canvas(), Qt::Key_E);
        QTRY_VERIFY_WITH_TIMEOUT(shot() != plain, 30000);
        QVERIFY(clickOn<QToolButton>(*m_window, "clearPrompts"));
        canvas().setFocus();
        QTRY_COMPARE_WITH_TIMEOUT(shot(), plain, 30000);
        click(48, 64);
        QTRY_COMPARE_WITH_TIMEOUT(chosen(), 2, 30000);
    }

    void progressIsShownAndStopped_data() { mouseAndKeyboard(); }

    void progressIsShownAndStopped()
    {
        QFETCH(bool, keyboard);
        prepare();
        child<QSpinBox>(*m_window, "everythingPoints").setValue(16);
        m_state->freeDecodes = 130; // 256 points, 64 at a time: two batches are done, the third waits
        m_state->setHoldDecode(true);
        if (keyboard) {
            QTest::keyClick(&canvas(), Qt::Key_E);
        } else {
            QVERIFY(clickOn<QToolButton>(*m_window, "everything"));
        }
        QTRY_VERIFY_WITH_TIMEOUT(text("jobText").contains(u"Finding all masks  ·  finding masks 128 of 256"_s), 30000);
        const auto& bar = child<QProgressBar>(*m_window, "jobProgress");
        QVERIFY(bar.isVisible());
        QCOMPARE(bar.value() * 2, bar.maximum());
        QVERIFY(!child<QPushButton>(*m_window, "findEverything").isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(m_state->isDecodeHeld(), 30000);
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "jobStop"));
            pressKey(Qt::Key_Space);
        } else {
            QVERIFY(clickOn<QPushButton>(*m_window, "jobStop"));
        }
        m_state->setHoldDecode(false);
        QTRY_COMPARE_WITH_TIMEOUT(text("everythingLine"), u"Stopped"_s, 30000);
        QCOMPARE(m_state->decodes, 131);
        QCOMPARE(rows(), 0);
        QVERIFY(!bar.isVisible());
        child<QSpinBox>(*m_window, "everythingPoints").setValue(3);
        QVERIFY(clickOn<QPushButton>(*m_window, "findEverything"));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 9, 30000);
    }

    void somethingNewerStopsIt_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("picture") << u"picture"_s;
        QTest::newRow("model") << u"model"_s;
        QTest::newRow("prompt") << u"prompt"_s;
    }

    void somethingNewerStopsIt()
    {
        QFETCH(QString, what);
        startHeld();
        if (what == u"picture"_s) {
            m_window->openImage(*m_folder / "b.png");
        } else if (what == u"model"_s) {
            m_window->openModel(*m_folder / "other.pth");
        } else {
            click(40, 60);
        }
        m_state->setHoldDecode(false);
        QTRY_COMPARE_WITH_TIMEOUT(text("everythingLine"), u"Stopped"_s, 30000);
        QCOMPARE(rows(), 0);
        if (what == u"prompt"_s) {
            QTRY_COMPARE_WITH_TIMEOUT(chosen(), 2, 30000);
            return;
        }
        QTRY_VERIFY_WITH_TIMEOUT(text("segmentStatus").contains(u"encode"_s), 30000);
        QVERIFY(clickOn<QPushButton>(*m_window, "findEverything"));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 9, 30000);
    }

    void whatWasFoundGoesWithThePicture()
    {
        findAll();
        m_window->openImage(*m_folder / "b.png");
        QCOMPARE(rows(), 0);
        QTRY_VERIFY_WITH_TIMEOUT(text("segmentStatus").contains(u"encode"_s), 30000);
        QCOMPARE(colourAt(16, 21), QColor(60, 60, 60));
    }

    void saysWhatIsMissing_data() { mouseAndKeyboard(); }
    void saysWhatIsMissing()
    {
        QFETCH(bool, keyboard);
        const auto find = [&] {
            if (keyboard) {
                canvas().setFocus();
                pressKey(Qt::Key_E);
            } else {
                QVERIFY(clickOn<QToolButton>(*m_window, "everything"));
            }
        };
        m_window->showWorkspace(MainWindow::Segment);
        find();
        QCOMPARE(text("everythingLine"), u"Open a model and a picture first"_s);
        prepare();
        child<QDoubleSpinBox>(*m_window, "everythingStability").setValue(1);
        find();
        QTRY_VERIFY_WITH_TIMEOUT(text("everythingLine").contains(u"lower the limits"_s), 30000);
    }

    void exportsAllOfThem_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<bool>("keyboard");
        for (const char* kind : {"exportPng", "exportOverlay", "exportCoco"}) {
            QTest::addRow("%s by mouse", kind) << QString::fromLatin1(kind) << false;
            QTest::addRow("%s by keyboard", kind) << QString::fromLatin1(kind) << true;
        }
    }

    void exportsAllOfThem()
    {
        QFETCH(QString, kind);
        QFETCH(bool, keyboard);
        findAll();
        const std::filesystem::path goal = *m_folder / (kind == u"exportCoco"_s ? "all.json" : "all.png");
        answerFileDialog(QString::fromStdString(goal.string()));
        pickFromMenu(child<QPushButton>(*m_window, "exportMask"), qPrintable(kind), keyboard);
        QTRY_VERIFY_WITH_TIMEOUT(text("jobText").contains(u"Saved"_s), 30000);
        const Mask fifth = expectedMask(gridPoint(1, 1), 1);
        if (kind == u"exportCoco"_s) {
            const auto masks = loadCocoMasks(goal, "a.png");
            QCOMPARE(masks.size(), 9u);
            QCOMPARE(masks[4].mask.pixels, fifth.pixels);
            QCOMPARE(masks[4].id, 5);
        } else if (kind == u"exportPng"_s) {
            QCOMPARE(loadMaskPng(*m_folder / "all-5.png").pixels, fifth.pixels);
            QVERIFY(std::filesystem::exists(*m_folder / "all-9.png") && !std::filesystem::exists(goal));
            QCOMPARE(text("jobText"), u"Saved %1 to all-9.png"_s.arg(path("all-1.png")));
        } else {
            const QImage overlay(QString::fromStdString(goal.string()));
            QCOMPARE(overlay.size(), QSize(imageWidth, imageHeight));
            QVERIFY(overlay.pixelColor(48, 64) != QColor(90, 110, 130));
        }
    }

    void filesThatAreThereAreNotReplaced()
    {
        findAll();
        writeText(*m_folder / "all-4.png", "kept");
        answerFileDialog(path("all.png"));
        pickFromMenu(child<QPushButton>(*m_window, "exportMask"), "exportPng", false);
        QTRY_VERIFY_WITH_TIMEOUT(text("segmentProblem").contains(u"all-4.png: is there already"_s), 30000);
        QCOMPARE(textOf(*m_folder / "all-4.png"), std::string("kept"));
        QVERIFY(!std::filesystem::exists(*m_folder / "all-1.png"));
    }

    void theModelKeepsQtsRules()
    {
        AutomaticMaskModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const Mask mask{4, 2, {1, 1, 0, 0, 1, 1, 0, 0}};
        const AutomaticMask found{.rle = cocoRle(mask), .area = 4, .predictedIou = 0.5F, .stability = {}};
        model.setResult(std::make_shared<const EverythingResult>(prepareEverything({found, found}, 4, 2)));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, AutomaticMaskModel::Stability).data().toString(), u"–"_s);
        model.setResult(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void theSmallestMaskLiesOnTop()
    {
        const Mask large{4, 1, {1, 1, 1, 0}}, small{4, 1, {0, 1, 0, 0}};
        const auto foundIn = [](const Mask& mask) { return AutomaticMask{.rle = cocoRle(mask), .area = mask.area()}; };
        const EverythingResult result = prepareEverything({foundIn(small), foundIn(large)}, 4, 1);
        QCOMPARE(result.at({0, 0}), std::optional<std::size_t>(1));
        QCOMPARE(result.at({1, 0}), std::optional<std::size_t>(0));
        QVERIFY(!result.at({3, 0}) && !result.at({-1, 0}) && !result.at({0, 1}));
        QCOMPARE(result.mask(1).pixels, large.pixels);
        QVERIFY(maskColour(0) != maskColour(1));
    }
};

SAMSCOPE_TEST(tst_everything, QApplication, TestEverything)
#include "tst_everything.moc"
