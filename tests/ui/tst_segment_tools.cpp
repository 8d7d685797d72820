#include "core/imaging/coco.h"
#include "tests/support/by_hand.h"
#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"

#include <QDockWidget>
#include <QPushButton>
#include <QToolButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// What Segment offers around a prompt: the keyboard's cursor, refinement, exports, ground truth and panels.
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
        TRY_COMPARE(chosen(), 2);
        const PromptSet prompts = m_state->lastPrompts();
        QCOMPARE(prompts.points.size(), 1u);
        const QPointF middle = canvas().view().toPicture(QRectF(canvas().rect()).center());
        const PointPrompt& point = prompts.points[0];
        QVERIFY(QLineF(QPointF(point.x, point.y), middle - QPointF(4, 0)).length() < 2);
        TRY_VERIFY(paints(expectedMask(prompts, 1), plain, prompts));
        QTest::keyClick(&canvas(), Qt::Key_B);
        QTest::keyClick(&canvas(), Qt::Key_Down, Qt::ControlModifier);
        QTest::keyClick(&canvas(), Qt::Key_Right, Qt::ControlModifier);
        QTest::keyClick(&canvas(), Qt::Key_B);
        const Rect<double> box{point.x + 4, point.y, point.x + 9, point.y + 5}; // both corners' pixels lie in it
        TRY_COMPARE(m_state->lastPrompts().box, std::optional(box));
        const double zoom = canvas().view().zoom();
        QTest::keyClick(&canvas(), Qt::Key_Plus);
        QVERIFY(canvas().view().zoom() > zoom);
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
        TRY_COMPARE(chosen(), 2);
        QTest::keyClick(&canvas(), Qt::Key_3);
        if (mouse) {
            QVERIFY(clickOn<QToolButton>(*m_window, "refine"));
        } else {
            QTest::keyClick(&canvas(), Qt::Key_R);
        }
        const Prediction before = fakePrediction(pointAt(40, 60));
        const auto third = before.mask(2);
        TRY_COMPARE(m_state->lastPrompts().maskInput, std::vector<float>(third.begin(), third.end()));
        TRY_VERIFY(text("segmentStatus").contains(u"mask prompt"_s));
        QCOMPARE(m_state->lastPrompts().points.size(), 1u);
        QTest::keyClick(&canvas(), Qt::Key_Z, Qt::ControlModifier);
        TRY_VERIFY(m_state->lastPrompts().maskInput.empty());
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
        TRY_COMPARE(chosen(), 2);
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
        TRY_VERIFY(std::filesystem::exists(goal));
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
        TRY_VERIFY(text("jobText").contains(u"Saved"_s));
    }

    void aMaskIsGroundTruth_data() { mouseAndKeyboard(); }

    void aMaskIsGroundTruth()
    {
        QFETCH(bool, keyboard);
        openBoth();
        click(40, 60);
        TRY_COMPARE(chosen(), 2);
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
        TRY_COMPARE(text("truthLine"), u"IoU %1"_s.arg(iou, 0, 'f', 4));
        QVERIFY(clickOn<CandidateButton>(*m_window, "candidate1"));
        TRY_COMPARE(text("truthLine"), u"IoU 1.0000"_s);
    }

    void annotationsAreGroundTruth_data() { mouseAndKeyboard(); }

    void annotationsAreGroundTruth()
    {
        QFETCH(bool, keyboard);
        openBoth();
        ask();
        const auto openTruth = [&] {
            answerFileDialog(path("truth.json"));
            if (keyboard) {
                QVERIFY(tabTo(*m_window, "openTruth"));
                pressKey(Qt::Key_Space);
            } else {
                QVERIFY(clickOn<QPushButton>(*m_window, "openTruth"));
            }
        };
        const Mask small = expectedMask(pointAt(40, 60), 0), same = expectedMask(pointAt(40, 60), 1);
        const std::vector<CocoAnnotation> both = {{&small, 0.5}, {&same, 0.5}};
        writeText(*m_folder / "truth.json", prettyJson(cocoJson("a.png", imageWidth, imageHeight, both)));
        openTruth();
        TRY_COMPARE(text("truthLine"), u"IoU 1.0000 (annotation 2, best of 2)"_s);
        writeText(*m_folder / "truth.json", "{}");
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
        openTruth();
        TRY_VERIFY(text("segmentProblem").contains(u"not a COCO file"_s));
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
