#include "core/imaging/coco.h"
#include "core/imaging/mask_rle.h"
#include "tests/support/patience.h"
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
        TRY_COMPARE(rows(), 9);
    }

    void raisePanel()
    {
        child<QDockWidget>(*m_window, "everythingDock").raise();
        TRY_VERIFY(table().isVisible());
    }

    /// A run that waits in its first point.
    void startHeld()
    {
        prepare();
        m_state->setHoldDecode(true);
        raisePanel();
        QVERIFY(clickOn<QPushButton>(*m_window, "findEverything"));
        TRY_VERIFY(m_state->isDecodeHeld());
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
        TRY_COMPARE(rows(), 9);
        QVERIFY(table().isVisible());
        TRY_COMPARE(table().horizontalHeader()->length(), table().viewport()->width()); // no number is cut
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
        TRY_COMPARE(table().selectionModel()->selectedRows().size(), 1);
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
        TRY_VERIFY(colourAt(80, 21) != before);
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
        TRY_COMPARE(table().selectionModel()->selectedRows().front().data().toString(), u"5"_s);
    }

    void promptsUndoAndClearGoOnWorking()
    {
        findAll();
        QTest::keyClick(&canvas(), Qt::Key_E);
        const QImage plain = shot();
        QTest::keyClick(&canvas(), Qt::Key_E);
        QVERIFY(shot() != plain);
        click(48, 64, Qt::RightButton);
        TRY_COMPARE(m_state->decodes, 10);
        QCOMPARE(m_state->lastPrompts().points.at(0).label, 0);
        TRY_COMPARE(chosen(), 2);
        QTest::keyClick(&canvas(), Qt::Key_Z, Qt::ControlModifier);
        TRY_COMPARE(chosen(), 0);
        TRY_COMPARE(shot(), plain);
        QTest::keyClick(&canvas(), Qt::Key_E);
        TRY_VERIFY(shot() != plain);
        QVERIFY(clickOn<QToolButton>(*m_window, "clearPrompts"));
        canvas().setFocus();
        TRY_COMPARE(shot(), plain);
        click(48, 64);
        TRY_COMPARE(chosen(), 2);
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
        TRY_VERIFY(text("jobText").contains(u"Finding all masks  ·  finding masks 128 of 256"_s));
        const auto& bar = child<QProgressBar>(*m_window, "jobProgress");
        QVERIFY(bar.isVisible());
        QCOMPARE(bar.value() * 2, bar.maximum());
        QVERIFY(!child<QPushButton>(*m_window, "findEverything").isEnabled());
        TRY_VERIFY(m_state->isDecodeHeld());
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "jobStop"));
            pressKey(Qt::Key_Space);
        } else {
            QVERIFY(clickOn<QPushButton>(*m_window, "jobStop"));
        }
        m_state->setHoldDecode(false);
        TRY_COMPARE(text("everythingLine"), u"Stopped"_s);
        QCOMPARE(m_state->decodes, 131);
        QCOMPARE(rows(), 0);
        QVERIFY(!bar.isVisible());
        child<QSpinBox>(*m_window, "everythingPoints").setValue(3);
        QVERIFY(clickOn<QPushButton>(*m_window, "findEverything"));
        TRY_COMPARE(rows(), 9);
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
        TRY_COMPARE(text("everythingLine"), u"Stopped"_s);
        QCOMPARE(rows(), 0);
        if (what == u"prompt"_s) {
            TRY_COMPARE(chosen(), 2);
            return;
        }
        TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
        QVERIFY(clickOn<QPushButton>(*m_window, "findEverything"));
        TRY_COMPARE(rows(), 9);
    }

    void whatWasFoundGoesWithThePicture()
    {
        findAll();
        m_window->openImage(*m_folder / "b.png");
        QCOMPARE(rows(), 0);
        TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
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
        TRY_VERIFY(text("everythingLine").contains(u"lower the limits"_s));
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
        TRY_VERIFY(text("jobText").contains(u"Saved"_s));
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
        TRY_VERIFY(text("segmentProblem").contains(u"all-4.png: is there already"_s));
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
