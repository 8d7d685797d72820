#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>

#include "core/imaging/coco.h"
#include "tests/support/by_hand.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// What Segment offers around a prompt: looks, previews, refinement, exports, ground truth and panels.
class TestSegmentTools : public QObject, private SegmentFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void promptsByKeyboardAlone()
    {
        openBoth();
        const QImage plain = shot();
        canvas().setFocus();
        QTest::keyClick(&canvas(), Qt::Key_Left, Qt::ControlModifier); // 4 pixels at 200 %
        QTest::keyClick(&canvas(), Qt::Key_Return);
        QTest::keyClick(&canvas(), Qt::Key_Escape); // the cursor goes
        QTRY_COMPARE_WITH_TIMEOUT(chosen(), 2, 30000);
        const PromptSet prompts = m_state->lastPrompts();
        QCOMPARE(prompts.points.size(), 1u);
        const QPointF middle = canvas().view().toPicture(QRectF(canvas().rect()).center());
        const PointPrompt& point = prompts.points[0];
        QVERIFY(QLineF(QPointF(point.x, point.y), middle - QPointF(4, 0)).length() < 2);
        QTRY_VERIFY_WITH_TIMEOUT(paints(expectedMask(prompts, 1), plain, prompts), 30000);
        QTest::keyClick(&canvas(), Qt::Key_B);
        QTest::keyClick(&canvas(), Qt::Key_Down, Qt::ControlModifier);
        QTest::keyClick(&canvas(), Qt::Key_Right, Qt::ControlModifier);
        QTest::keyClick(&canvas(), Qt::Key_B);
        const BoxPrompt box{point.x + 4, point.y, point.x + 9, point.y + 5}; // both corners' pixels lie in it
        QTRY_COMPARE_WITH_TIMEOUT(m_state->lastPrompts().box, std::optional(box), 30000);
        const double zoom = canvas().view().zoom();
        QTest::keyClick(&canvas(), Qt::Key_Plus);
        QVERIFY(canvas().view().zoom() > zoom);
    }

    void thresholdFollowsSliderAndKeys()
    {
        openBoth();
        click(40, 60);
        QTRY_COMPARE_WITH_TIMEOUT(chosen(), 2, 30000);
        QTest::keyClick(&canvas(), Qt::Key_3);
        const PromptSet prompts = pointAt(40, 60);
        const auto facts = [&](float threshold) {
            return u"%L1 px"_s.arg(static_cast<qulonglong>(expectedMask(prompts, 2, threshold).area()));
        };
        QTRY_VERIFY_WITH_TIMEOUT(text("maskFacts").startsWith(facts(0)), 30000);
        auto& slider = child<QSlider>(*m_window, "thresholdSlider");
        slider.setFocus();
        QTest::keyClick(&slider, Qt::Key_PageUp); // one logit
        QTRY_VERIFY_WITH_TIMEOUT(text("maskFacts").startsWith(facts(1)), 30000);
        QVERIFY(text("maskFacts").contains(u"stability"_s));
        QTest::keyClick(&canvas(), Qt::Key_BracketRight);
        QTRY_VERIFY_WITH_TIMEOUT(text("maskFacts").startsWith(facts(1.5F)), 30000);
        QCOMPARE(chosen(), 3);
        QCOMPARE(m_state->decodes, 1);
    }

    void thresholdFollowsTheMouse()
    {
        openBoth();
        click(40, 60);
        QTRY_COMPARE_WITH_TIMEOUT(chosen(), 2, 30000);
        auto& slider = child<QSlider>(*m_window, "thresholdSlider");
        const QPoint middle = slider.rect().center(), right(slider.width() - 2, middle.y());
        QTest::mousePress(&slider, Qt::LeftButton, {}, middle);
        moveMouse(slider, right, Qt::LeftButton);
        QTest::mouseRelease(&slider, Qt::LeftButton, {}, right);
        const double threshold = child<QDoubleSpinBox>(*m_window, "thresholdBox").value();
        QVERIFY(threshold > 1);
        const auto area = expectedMask(pointAt(40, 60), 1, static_cast<float>(threshold)).area();
        QTRY_VERIFY_WITH_TIMEOUT(text("maskFacts").startsWith(u"%L1 px"_s.arg(static_cast<qulonglong>(area))), 30000);
    }

    void opacityAndOutlineAreShownAndKept()
    {
        openBoth();
        const QImage plain = shot();
        click(40, 60);
        QTRY_COMPARE_WITH_TIMEOUT(chosen(), 2, 30000);
        auto& opacity = child<QSlider>(*m_window, "maskOpacity");
        opacity.setFocus();
        QTest::keyClick(&opacity, Qt::Key_Home);
        const QPoint inside = at(46, 64);
        QCOMPARE(shot().pixel(inside), plain.pixel(inside));
        QTest::keyClick(&opacity, Qt::Key_End);
        QCOMPARE(shot().pixelColor(inside), MaskStyle().colour);
        QTest::keyClick(&canvas(), Qt::Key_O);
        QVERIFY(!child<QCheckBox>(*m_window, "maskOutline").isChecked());
        openWindow();
        QVERIFY(!child<QCheckBox>(*m_window, "maskOutline").isChecked());
        QCOMPARE(child<QSlider>(*m_window, "maskOpacity").value(), 100);
    }

    void heatMapColoursBothSides()
    {
        openBoth();
        click(40, 60);
        QTRY_COMPARE_WITH_TIMEOUT(chosen(), 2, 30000);
        const QPoint inside = at(46, 64), outside = at(90, 10);
        const QImage before = shot();
        QTest::keyClick(&canvas(), Qt::Key_M);
        QTRY_VERIFY_WITH_TIMEOUT(shot().pixelColor(outside).blue() > before.pixelColor(outside).blue() + 20, 30000);
        QVERIFY(shot().pixelColor(inside).red() > before.pixelColor(inside).red());
        QVERIFY(text("maskFacts").contains(u"logits -4.0 to 4.0"_s));
        QVERIFY(clickOn<QCheckBox>(*m_window, "heatMap"));
        canvas().setFocus();
        QTRY_VERIFY_WITH_TIMEOUT(shot() == before, 30000);
        QVERIFY(clickOn<QCheckBox>(*m_window, "heatMap"));
        canvas().setFocus();
        QTRY_VERIFY_WITH_TIMEOUT(shot() != before, 30000);
        QTest::keyClick(&canvas(), Qt::Key_M);
        QTRY_VERIFY_WITH_TIMEOUT(shot() == before, 30000);
    }

    void refineStartsFromTheChosenMask_data()
    {
        QTest::addColumn<bool>("mouse");
        QTest::newRow("button") << true;
        QTest::newRow("key") << false;
    }

    void refineStartsFromTheChosenMask()
    {
        QFETCH(bool, mouse);
        openBoth();
        click(40, 60);
        QTRY_COMPARE_WITH_TIMEOUT(chosen(), 2, 30000);
        QTest::keyClick(&canvas(), Qt::Key_3);
        if (mouse) {
            QVERIFY(clickOn<QToolButton>(*m_window, "refine"));
        } else {
            QTest::keyClick(&canvas(), Qt::Key_R);
        }
        const Prediction before = fakePrediction(pointAt(40, 60));
        const auto third = before.mask(2);
        QTRY_COMPARE_WITH_TIMEOUT(m_state->lastPrompts().maskInput, std::vector<float>(third.begin(), third.end()),
                                  30000);
        QTRY_VERIFY_WITH_TIMEOUT(text("segmentStatus").contains(u"mask prompt"_s), 30000);
        QCOMPARE(m_state->lastPrompts().points.size(), 1u);
        QTest::keyClick(&canvas(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_state->lastPrompts().maskInput.empty(), 30000);
    }

    void exportsWhatIsShown_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<bool>("mouse");
        for (const bool mouse : {true, false}) {
            for (const QString& kind : {u"png"_s, u"coco"_s, u"overlay"_s}) {
                QTest::addRow("%s by %s", qPrintable(kind), mouse ? "mouse" : "keyboard") << kind << mouse;
            }
        }
    }

    void exportsWhatIsShown()
    {
        QFETCH(QString, kind);
        QFETCH(bool, mouse);
        openBoth();
        click(40, 60);
        QTRY_COMPARE_WITH_TIMEOUT(chosen(), 2, 30000);
        const std::filesystem::path goal = *m_folder / (kind == u"coco"_s ? "mask.json" : "mask.png");
        answerFileDialog(QString::fromStdString(goal.string()));
        if (mouse) {
            const QString id = kind == u"png"_s    ? u"exportPng"_s
                               : kind == u"coco"_s ? u"exportCoco"_s
                                                   : u"exportOverlay"_s;
            pickFromMenu(child<QPushButton>(*m_window, "exportMask"), qPrintable(id), false);
        } else {
            const Qt::KeyboardModifiers more = kind == u"png"_s    ? Qt::NoModifier
                                               : kind == u"coco"_s ? Qt::ShiftModifier
                                                                   : Qt::AltModifier;
            QTest::keyClick(&canvas(), Qt::Key_E, Qt::ControlModifier | more);
        }
        QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(goal), 30000);
        const Mask expected = expectedMask(pointAt(40, 60), 1);
        if (kind == u"png"_s) {
            QCOMPARE(loadMaskPng(goal).pixels, expected.pixels);
        } else if (kind == u"coco"_s) {
            const auto masks = loadCocoMasks(goal, "a.png");
            QCOMPARE(masks.size(), 1u);
            QCOMPARE(masks[0].mask.pixels, expected.pixels);
        } else {
            const QImage overlay(QString::fromStdString(goal.string()));
            QCOMPARE(overlay.size(), QSize(imageWidth, imageHeight));
            QCOMPARE(overlay.pixelColor(0, 0), QColor(90, 110, 130));
            QVERIFY(overlay.pixelColor(40, 60) != QColor(90, 110, 130));
        }
        QTRY_VERIFY_WITH_TIMEOUT(text("jobText").contains(u"Saved"_s), 30000);
    }

    void aMaskIsGroundTruth_data() { mouseAndKeyboard(); }

    void aMaskIsGroundTruth()
    {
        QFETCH(bool, keyboard);
        openBoth();
        click(40, 60);
        QTRY_COMPARE_WITH_TIMEOUT(chosen(), 2, 30000);
        const Mask truth = expectedMask(pointAt(40, 60), 0);
        saveMaskPng(truth, *m_folder / "truth.png");
        answerFileDialog(path("truth.png"));
        if (keyboard) {
            QTest::keyClick(&canvas(), Qt::Key_G, Qt::ControlModifier);
        } else {
            QVERIFY(clickOn<QPushButton>(*m_window, "openTruth"));
        }
        const double iou = intersectionOverUnion(truth, expectedMask(pointAt(40, 60), 1));
        QVERIFY(iou < 1);
        QTRY_COMPARE_WITH_TIMEOUT(text("truthLine"), u"IoU %1"_s.arg(iou, 0, 'f', 4), 30000);
        QVERIFY(clickOn<CandidateButton>(*m_window, "candidate1"));
        QTRY_COMPARE_WITH_TIMEOUT(text("truthLine"), u"IoU 1.0000"_s, 30000);
    }

    void annotationsAreGroundTruth()
    {
        openBoth();
        click(40, 60);
        QTRY_COMPARE_WITH_TIMEOUT(chosen(), 2, 30000);
        const Mask small = expectedMask(pointAt(40, 60), 0), same = expectedMask(pointAt(40, 60), 1);
        const std::vector<CocoAnnotation> both = {{&small, 0.5}, {&same, 0.5}};
        writeText(*m_folder / "truth.json", prettyJson(cocoJson("a.png", imageWidth, imageHeight, both)));
        answerFileDialog(path("truth.json"));
        QTest::keyClick(&canvas(), Qt::Key_G, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(text("truthLine"), u"IoU 1.0000 (annotation 2, best of 2)"_s, 30000);
        writeText(*m_folder / "truth.json", "{}");
        answerFileDialog(path("truth.json"));
        QVERIFY(clickOn<QPushButton>(*m_window, "openTruth"));
        QTRY_VERIFY_WITH_TIMEOUT(text("segmentProblem").contains(u"not a COCO file"_s), 30000);
    }

    void inputPanelShowsWhereTheClickLands_data() { mouseAndKeyboard(); }

    void inputPanelShowsWhereTheClickLands()
    {
        QFETCH(bool, keyboard);
        openBoth();
        pickFromMenu(child<QPushButton>(*m_window, "panelsButton"), "inputDockShown", keyboard);
        QTRY_VERIFY(!child<QWidget>(*m_window, "inputCanvas").visibleRegion().isEmpty());
        click(40, 60);
        // 96 x 128 in an input of 64: scale 0.5, 16 columns of padding.
        QTRY_VERIFY_WITH_TIMEOUT(text("inputFacts").contains(u"(40, 60) → (20.0, 30.0)"_s), 30000);
        QVERIFY(text("inputFacts").contains(u"96 × 128 → 48 × 64, scale 0.5000"_s));
        QVERIFY(text("inputFacts").contains(u"padding: 16 px right, 0 px below"_s));
        auto& input = child<ImageCanvas>(*m_window, "inputCanvas");
        QTRY_COMPARE_WITH_TIMEOUT(input.view().picture(), QSize(inputSize, inputSize), 30000);
        const QImage shown = input.grab().toImage();
        QCOMPARE(shown.pixelColor(input.view().toView(QPointF(4, 4)).toPoint()), QColor(90, 110, 130));
        QCOMPARE(shown.pixelColor(input.view().toView(QPointF(60, 4)).toPoint()), QColor(124, 116, 104));
    }

    void thumbnailsOpenPictures()
    {
        openBoth();
        auto& list = child<QListView>(*m_window, "pictureList");
        QTRY_COMPARE_WITH_TIMEOUT(list.model()->rowCount(), 2, 30000);
        // The middle of a thumbnail and what is a quarter of it higher are painted, not the background.
        const auto isWhole = [&list](int row) {
            const QRect cell = list.visualRect(list.model()->index(row, 0));
            const QImage seen = list.viewport()->grab(cell).toImage();
            const QPoint middle(cell.width() / 2, list.iconSize().height() / 2);
            const QColor ground = list.palette().color(QPalette::Base);
            return cell.height() > list.iconSize().height() && seen.pixelColor(middle) != ground &&
                   seen.pixelColor(middle - QPoint(0, list.iconSize().height() / 4)) != ground;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isWhole(1), 30000);
        QCOMPARE(list.currentIndex().row(), 0);
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, list.visualRect(list.model()->index(1, 0)).center());
        QTRY_VERIFY_WITH_TIMEOUT(child<QComboBox>(*m_window, "imagePath").currentText().endsWith(u"b.png"_s), 30000);
        list.setFocus();
        QTest::keyClick(&list, Qt::Key_Home);
        QTest::keyClick(&list, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(child<QComboBox>(*m_window, "imagePath").currentText().endsWith(u"a.png"_s), 30000);
    }

    void panelsAreHiddenMovedAndKept()
    {
        m_window->showWorkspace(MainWindow::Segment);
        auto& reference = child<QDockWidget>(*m_window, "referenceDock");
        QVERIFY(reference.isVisible());
        reference.toggleViewAction()->trigger();
        QVERIFY(!reference.isVisible());
        m_window->close();
        openWindow();
        QVERIFY(!child<QDockWidget>(*m_window, "referenceDock").isVisible());
        auto& menu = *child<QPushButton>(*m_window, "panelsButton").menu();
        Q_EMIT menu.aboutToShow();
        menu.findChild<QAction*>(u"resetLayout"_s)->trigger();
        QVERIFY(child<QDockWidget>(*m_window, "referenceDock").isVisible());
    }
};

SAMSCOPE_TEST(tst_segment_tools, QApplication, TestSegmentTools)
#include "tst_segment_tools.moc"
