#include "core/imaging/coco.h"
#include "tests/support/by_hand.h"
#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"
#include "ui/models/reference_model.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// Another model, picture or pack while something of the one before is shown, asked for or running.
class TestSegmentChanges : public QObject, private SegmentFixture
{
    Q_OBJECT

    QString pathOf(const char* box) { return child<QComboBox>(*m_window, box).currentText(); }
    bool isStopShown() { return child<QWidget>(*m_window, "jobStop").isVisible(); }
    QString area() { return text("maskFacts").section(u" px"_s, 0, 0); }
    static QString areaOf(const PromptSet& prompts, std::size_t candidate, bool isB)
    {
        return u"%L1"_s.arg(static_cast<qulonglong>(expectedMask(prompts, candidate, 0, isB).area()));
    }

    void failToLoad(const char* file)
    {
        m_state->setFailure("is no SAM");
        m_window->openModel(*m_folder / file);
        TRY_VERIFY(text("segmentProblem").contains(u"is no SAM"_s));
        m_state->setFailure({});
    }

    void openPack(const char* file)
    {
        dropFiles(*m_window, {path(file)});
        TRY_COMPARE(pathOf("packPath"), path(file));
    }

    QString verdict()
    {
        return child<QTableView>(*m_window, "referenceTable")
            .model()
            ->index(0, ReferenceModel::Status)
            .data()
            .toString();
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void smallerPictureForgetsThePlaceInTheLarger()
    {
        QImage small(8, 6, QImage::Format_RGB888);
        small.fill(Qt::gray);
        QVERIFY(small.save(path("c.png")));
        openBoth();
        moveMouse(canvas(), at(90, 120));
        QCOMPARE(pointedPixel(), QPoint(90, 120));
        QTest::keyClick(&canvas(), Qt::Key_A); // around the end
        TRY_COMPARE(pathOf("imagePath"), path("c.png"));
        QCOMPARE(pointedPixel(), QPoint(-1, -1));
        TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
        QTest::keyClick(&canvas(), Qt::Key_Return);
        TRY_VERIFY(text("segmentStatus").contains(u"decode"_s));
        QVERIFY(!text("segmentStatus").contains(u"logit"_s));
    }

    void modelThatFailsLeavesTheOneBeforeAtWork()
    {
        openBoth();
        ask();
        failToLoad("b.pth");
        QCOMPARE(pathOf("modelPath"), path("model.pth"));
        QVERIFY2(text("segmentProblem").contains(u"model.pth goes on"_s), qPrintable(text("segmentProblem")));
        QVERIFY(text("segmentStatus").contains(u"CPU reference"_s));
        TRY_COMPARE(area(), areaOf(pointAt(40, 60), 1, false)); // its answer is there again
        QVERIFY(!isStopShown());
        QVERIFY(clickOn<QToolButton>(*m_window, "everything")); // a model is open
        TRY_VERIFY(text("everythingLine") != u"Looking…"_s);
        QVERIFY(!text("everythingLine").contains(u"Open a model"_s));
    }

    void firstModelThatFailsIsNotShownAsOpen()
    {
        m_window->openImage(*m_folder / "a.png");
        failToLoad("b.pth");
        QCOMPARE(pathOf("modelPath"), QString());
        QVERIFY(text("segmentStatus").contains(u"no model yet"_s));
        QVERIFY(!isStopShown());
    }

    void loadingIsStopped_data() { mouseAndKeyboard(); }
    void loadingIsStopped()
    {
        QFETCH(bool, keyboard);
        openBoth();
        m_state->holdLoad = true;
        m_window->openModel(*m_folder / "b.pth");
        TRY_VERIFY(text("jobText").startsWith(u"Loading the model"_s));
        pressButton(*m_window, "jobStop", keyboard);
        TRY_VERIFY(!isStopShown());
        QCOMPARE(pathOf("modelPath"), path("model.pth"));
        QVERIFY(text("segmentProblem").contains(u"The model was not loaded: stopped"_s));
        ask(); // of the model before it
        QCOMPARE(area(), areaOf(pointAt(40, 60), 1, false));
    }

    void modelAskedForRightAfterAStopIsShown()
    {
        openBoth();
        m_state->holdLoad = true;
        m_window->openModel(*m_folder / "slow.pth");
        TRY_VERIFY(text("jobText").startsWith(u"Loading the model"_s));
        pressButton(*m_window, "jobStop", false);
        m_state->stoppedLoads.wait(0); // that it was stopped is on its way
        m_window->openModel(*m_folder / "b.pth");
        m_state->holdLoad = false;
        ask();
        TRY_COMPARE(area(), areaOf(pointAt(40, 60), 1, true));
        QCOMPARE(pathOf("modelPath"), path("b.pth"));
    }

    void anotherModelsBestIsChosen()
    {
        openBoth();
        ask();
        QTest::keyClick(&canvas(), Qt::Key_3);
        QCOMPARE(chosen(), 3);
        m_window->openModel(*m_folder / "b.pth");
        TRY_COMPARE(area(), areaOf(pointAt(40, 60), 1, true));
        QCOMPARE(chosen(), 2);
    }

    void referencesOfAnotherPackAreNotShown_data() { mouseAndKeyboard(); }
    void referencesOfAnotherPackAreNotShown()
    {
        QFETCH(bool, keyboard);
        openBoth();
        writePack("pack.json", {1.02});
        writePack("other.json", {0.3});
        openPack("pack.json");
        m_state->setHoldDecode(true);
        pressButton(*m_window, "runReferences", keyboard);
        TRY_VERIFY(m_state->isDecodeHeld());
        openPack("other.json");
        m_state->setHoldDecode(false);
        TRY_VERIFY(child<QWidget>(*m_window, "runReferences").isEnabled());
        QCOMPARE(verdict(), u"not run"_s);
        pressButton(*m_window, "runReferences", keyboard);
        TRY_COMPARE(verdict(), u"fail"_s);
    }

    void stoppedReferencesSaySo()
    {
        openBoth();
        writePack("pack.json", {1.02});
        openPack("pack.json");
        m_state->setHoldDecode(true);
        pressButton(*m_window, "runReferences", false);
        TRY_VERIFY(m_state->isDecodeHeld());
        m_window->openImage(*m_folder / "b.png"); // waits for its turn
        TRY_VERIFY(text("jobText").startsWith(u"Encoding"_s));
        pressButton(*m_window, "jobStop", false);
        m_state->setHoldDecode(false);
        TRY_VERIFY(!isStopShown());
        TRY_VERIFY(child<QWidget>(*m_window, "runReferences").isEnabled());
    }

    void everyJobIsShownInItsTurn()
    {
        openBoth();
        child<QSpinBox>(*m_window, "everythingPoints").setValue(2);
        writePack("pack.json", {1.02});
        openPack("pack.json");
        m_state->setHoldDecode(true);
        pressButton(*m_window, "runReferences", false);
        TRY_VERIFY(m_state->isDecodeHeld());
        QVERIFY(clickOn<QToolButton>(*m_window, "everything"));
        QVERIFY(text("jobText").startsWith(u"Running the references"_s));
        m_state->freeDecodes = 1;
        m_state->wake.notify_all();
        TRY_VERIFY(text("jobText").startsWith(u"Finding all masks"_s));
        QVERIFY(isStopShown());
        m_state->setHoldDecode(false);
        TRY_VERIFY(!isStopShown());
    }

    void unreadablePictureEndsTheEncodingOfTheOneBefore()
    {
        writeText(*m_folder / "broken.png", "no picture");
        openBoth();
        m_state->holdEncode = true;
        m_window->openImage(*m_folder / "b.png");
        TRY_VERIFY(text("jobText").startsWith(u"Encoding"_s));
        m_window->openImage(*m_folder / "broken.png");
        TRY_VERIFY(text("segmentProblem").contains(u"broken.png"_s));
        m_state->holdEncode = false;
        TRY_VERIFY(!isStopShown());
    }

    void proposalThatComesTooLateIsNotShown_data()
    {
        QTest::addColumn<QString>("way");
        QTest::newRow("the mouse has left") << u"leave"_s;
        QTest::newRow("hover is off") << u"off"_s;
    }
    void proposalThatComesTooLateIsNotShown()
    {
        QFETCH(QString, way);
        openBoth();
        canvas().setFocus();
        const QImage plain = shot();
        pressKey(Qt::Key_H);
        m_state->setHoldDecode(true);
        moveMouse(canvas(), at(40, 60));
        TRY_VERIFY(m_state->isDecodeHeld());
        if (way == u"leave"_s) {
            QEvent leave(QEvent::Leave);
            QCoreApplication::sendEvent(&canvas(), &leave);
        } else {
            pressKey(Qt::Key_H);
        }
        m_state->setHoldDecode(false);
        finishRequests();
        QCOMPARE(shot(), plain);
    }

    void keyForTheNextPictureBeforeThereIsOneIsForgotten()
    {
        m_window->showWorkspace(MainWindow::Segment);
        QTest::keyClick(&canvas(), Qt::Key_D);
        m_window->openImage(*m_folder / "a.png");
        TRY_COMPARE(child<QAbstractItemView>(*m_window, "pictureList").model()->rowCount(), 2);
        QTest::keyClick(&canvas(), Qt::Key_D);
        TRY_COMPARE(pathOf("imagePath"), path("b.png")); // one step from a.png, not two
    }

    void typingIsNotInterrupted()
    {
        m_window->openModel(*m_folder / "model.pth");
        m_window->openImage(*m_folder / "a.png");
        QVERIFY(tabTo(*m_window, "modelPath"));
        QWidget* typed = QApplication::focusWidget();
        QTest::keyClicks(typed, u"/x"_s);
        TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
        QCOMPARE(QApplication::focusWidget(), typed);
        QVERIFY(tabTo(*m_window, "imagePath")); // from where the picture was asked for, the way goes on to it
        m_window->openImage(*m_folder / "b.png");
        TRY_COMPARE(QApplication::focusWidget(), static_cast<QWidget*>(&canvas()));
    }

    void annotationsNameThePictureThatIsOpen()
    {
        openBoth();
        ask();
        child<QComboBox>(*m_window, "imagePath").setEditText(u"typed and not opened"_s);
        answerFileDialog(path("mask.json"));
        QTest::keyClick(&canvas(), Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        TRY_VERIFY(text("jobText").contains(u"Saved"_s));
        QCOMPARE(loadCocoMasks(*m_folder / "mask.json", "a.png").size(), 1u);
    }

    void deviceAndNumericsAreKept_data() { mouseAndKeyboard(); }
    void deviceAndNumericsAreKept()
    {
        QFETCH(bool, keyboard);
        m_window->showWorkspace(MainWindow::Segment);
        for (const char* name : {"numericsBox", "deviceBox"}) {
            if (keyboard) {
                QVERIFY(tabTo(*m_window, name));
                pressKey(Qt::Key_Down);
            } else {
                pickRow(child<QComboBox>(*m_window, name), 1);
            }
        }
        openWindow(); // as on another day
        QCOMPARE(child<QComboBox>(*m_window, "numericsBox").currentData().value<Numerics>(), Numerics::Fast);
        QCOMPARE(child<QComboBox>(*m_window, "deviceBox").currentData().value<Device>(), Device{Device::Kind::Cpu});
        openBoth();
        QCOMPARE(m_state->lastAsked().numerics, Numerics::Fast);
        QCOMPARE(m_state->lastAsked().device, Device{Device::Kind::Cpu});
    }
};

SAMSCOPE_TEST(tst_segment_changes, QApplication, TestSegmentChanges)
#include "tst_segment_changes.moc"
