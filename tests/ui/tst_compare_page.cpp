#include "tests/support/by_hand.h"
#include "tests/support/compare_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"
#include "tests/support/watched_models.h"
#include "ui/models/comparison_model.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// Two models, their prompts and what is measured of their masks.
class TestComparePage : public QObject, private CompareFixture
{
    Q_OBJECT

    QString measure(int row) { return cell(row, 1); }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void modelsAndPictureAreOpened_data() { mouseAndKeyboard(); }

    void modelsAndPictureAreOpened()
    {
        QFETCH(bool, keyboard);
        QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
        TRY_VERIFY(page().isVisible());
        for (const auto& [box, file] :
             {std::pair{"compareModelA", "a.pth"}, {"compareModelB", "b.pth"}, {"compareImage", "a.png"}}) {
            writeText(*m_folder / "a.pth", "");
            writeText(*m_folder / "b.pth", "");
            givePath(*m_window, box, qPrintable(QLatin1String(box) + u"Open"_s), path(file), keyboard);
            TRY_COMPARE(child<QComboBox>(*m_window, box).currentText(), path(file));
        }
        TRY_VERIFY(isEncoded());
        ask();
        QCOMPARE(measure(ComparisonModel::ScoreB), u"0.7500"_s);
    }

    void filesAreChosenByShortcut()
    {
        openAll();
        writeText(*m_folder / "a.pth", "");
        writeText(*m_folder / "b.pth", "");
        const auto choose = [this](const char* box, const char* file, Qt::KeyboardModifiers more) {
            openByShortcut(canvas(), box, path(file), more);
        };
        choose("compareModelA", "b.pth", Qt::ShiftModifier);
        choose("compareModelB", "a.pth", Qt::AltModifier);
        choose("compareImage", "b.png", {});
        TRY_VERIFY(isEncoded());
        ask();
        QCOMPARE(measure(ComparisonModel::ScoreA), u"0.7500"_s);
    }

    void theTableMeasuresBothMasks_data() { mouseAndKeyboard(); }

    void theTableMeasuresBothMasks()
    {
        QFETCH(bool, keyboard);
        const WatchedModels watched(*m_window);
        openAll();
        if (keyboard) {
            canvas().setFocus();
            pressKey(Qt::Key_Left, Qt::ControlModifier);
            pressKey(Qt::Key_Return);
        } else {
            click(canvas(), 40, 60);
        }
        TRY_COMPARE(columns(), 3);
        const PromptSet prompts = m_state->lastPrompts();
        const auto fixed = [](double value, int decimals) { return QString::number(value, 'f', decimals); };
        QStringList wrong;
        for (int column = 0; column < 3; ++column) {
            const auto candidate = static_cast<std::size_t>(column);
            const Candidate a = expectedCandidate(prompts, candidate);
            const Candidate b = expectedCandidate(prompts, candidate, 0, true);
            const auto boundary = boundaryDistance(a.mask, b.mask);
            QVERIFY(boundary);
            const double difference = double(b.iouScore) - double(a.iouScore);
            for (const auto& [row, expected] :
                 {std::pair{ComparisonModel::Iou, fixed(intersectionOverUnion(a.mask, b.mask), 4)},
                  {ComparisonModel::ScoreA, fixed(double(a.iouScore), 4)},
                  {ComparisonModel::ScoreB, fixed(double(b.iouScore), 4)},
                  {ComparisonModel::ScoreDifference, fixed(difference, 4)},
                  {ComparisonModel::AreaA, QLocale().toString(qulonglong(a.mask.area()))},
                  {ComparisonModel::AreaB, QLocale().toString(qulonglong(b.mask.area()))},
                  {ComparisonModel::BoundaryMean, fixed(boundary->mean, 2)},
                  {ComparisonModel::BoundaryMax, fixed(boundary->max, 2)}}) {
                if (cell(row, column) != expected) {
                    wrong.append(u"row %1: %2, not %3"_s.arg(row).arg(cell(row, column), expected));
                }
            }
        }
        QCOMPARE(wrong.join(u"; "_s), QString());
    }

    void aColumnChoosesTheMasksThatAreDrawn_data()
    {
        QTest::addColumn<QString>("way");
        for (const char* way : {"click", "digit", "arrow on the picture", "arrow in the table"}) {
            QTest::newRow(way) << QString::fromLatin1(way);
        }
    }

    void aColumnChoosesTheMasksThatAreDrawn()
    {
        QFETCH(QString, way);
        openAll();
        QVERIFY(clickOn<QToolButton>(*m_window, "showA"));
        canvas().setFocus();
        const QImage plain = shot();
        ask();
        TRY_COMPARE(paintedWrong(canvas(), maskOf(false, 1), plain, m_prompts), QString());
        if (way == u"click"_s) {
            const QRect third = table().visualRect(table().model()->index(3, 2));
            QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, third.center());
        } else if (way == u"digit"_s) {
            QTest::keyClick(&canvas(), Qt::Key_3);
        } else if (way == u"arrow on the picture"_s) {
            QTest::keyClick(&canvas(), Qt::Key_Right);
        } else {
            QVERIFY(tabTo(*m_window, "compareTable"));
            pressKey(Qt::Key_Right);
            QCOMPARE(chosen(), 2);
        }
        canvas().setFocus();
        QCOMPARE(chosen(), 2);
        TRY_COMPARE(paintedWrong(canvas(), maskOf(false, 2), plain, m_prompts), QString());
    }

    void promptsAreUndoneRedoneAndCleared_data() { mouseAndKeyboard(); }

    void promptsAreUndoneRedoneAndCleared()
    {
        QFETCH(bool, keyboard);
        openAll();
        const auto canPress = [this](const char* button) { return child<QToolButton>(*m_window, button).isEnabled(); };
        QVERIFY(!canPress("compareUndo") && !canPress("compareRedo"));
        ask();
        QVERIFY(canPress("compareUndo") && !canPress("compareRedo"));
        const auto act = [&](const char* button, Qt::Key key, Qt::KeyboardModifiers modifiers) {
            if (keyboard) {
                QTest::keyClick(&canvas(), key, modifiers);
            } else {
                QVERIFY(clickOn<QToolButton>(*m_window, button));
            }
        };
        act("compareUndo", Qt::Key_Z, Qt::ControlModifier);
        TRY_COMPARE(columns(), 0);
        QVERIFY(!canPress("compareUndo") && canPress("compareRedo"));
        act("compareRedo", Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        TRY_COMPARE(columns(), 3);
        act("compareClear", Qt::Key_C, {});
        TRY_COMPARE(columns(), 0);
        act("compareUndo", Qt::Key_Z, Qt::ControlModifier);
        TRY_COMPARE(columns(), 3);
        QTest::keyClick(&canvas(), Qt::Key_Backspace);
        TRY_COMPARE(columns(), 0);
        canvas().zoomTo(7);
        act("compareFit", Qt::Key_F, Qt::ControlModifier);
        QVERIFY(canvas().view().isFitted());
        act("compareFullSize", Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(canvas().view().zoom(), 1.0);
    }

    void promptsByKeyboardAlone()
    {
        openAll();
        QTest::keyClick(&canvas(), Qt::Key_Left, Qt::ControlModifier);
        QTest::keyClick(&canvas(), Qt::Key_Return);
        TRY_COMPARE(columns(), 3);
        QTest::keyClick(&canvas(), Qt::Key_Z, Qt::ControlModifier);
        TRY_COMPARE(columns(), 0);
        QTest::keyClick(&canvas(), Qt::Key_Return, Qt::ShiftModifier);
        TRY_COMPARE(columns(), 3);
        QCOMPARE(m_state->lastPrompts().points.at(0).label, 0);
        QTest::keyClick(&canvas(), Qt::Key_C);
        TRY_COMPARE(columns(), 0);
        QTest::keyClick(&canvas(), Qt::Key_B, Qt::ShiftModifier);
        QTest::keyClick(&canvas(), Qt::Key_Right, Qt::ControlModifier);
        QTest::keyClick(&canvas(), Qt::Key_Down, Qt::ControlModifier);
        QTest::keyClick(&canvas(), Qt::Key_B, Qt::ShiftModifier);
        TRY_COMPARE(columns(), 3);
        QVERIFY(m_state->lastPrompts().box);
        QVERIFY(!child<QToolButton>(*m_window, "showBlink").isChecked());
    }

    void stopEndsEncodingAndTheNextPromptStartsItAgain_data() { mouseAndKeyboard(); }

    void stopEndsEncodingAndTheNextPromptStartsItAgain()
    {
        QFETCH(bool, keyboard);
        m_state->holdEncode = true;
        dropAll();
        TRY_COMPARE(m_state->encodes.load(), 1);
        pressButton(*m_window, "jobStop", keyboard);
        TRY_VERIFY(text("compareProblem").contains(u"Stopped"_s));
        m_state->holdEncode = false;
        click(canvas(), 40, 60);
        TRY_COMPARE(columns(), 3);
        QCOMPARE(m_state->encodes.load(), 3);
    }

    void modelThatFailsSaysWhy()
    {
        openAll();
        m_state->setFailure("is not a SAM");
        page().openModel(1, path("broken.pth"));
        TRY_VERIFY(text("compareProblem").contains(u"broken.pth: is not a SAM"_s));
        m_state->setFailure({});
        page().openModel(1, path("b.pth"));
        TRY_VERIFY(isEncoded());
        QVERIFY(!child<QLabel>(*m_window, "compareProblem").isVisible());
    }

    void modelThatFailsLeavesTheOneBeforeAtWork()
    {
        openAll();
        ask();
        const QString caption = text("divergenceCaption");
        m_state->setFailure("is not a SAM");
        page().openModel(1, path("broken.pth"));
        TRY_VERIFY(text("compareProblem").contains(u"b.pth goes on"_s));
        QCOMPARE(child<QComboBox>(*m_window, "compareModelB").currentText(), path("b.pth"));
        QVERIFY(text("compareStatus").contains(u"B: custom"_s));
        QCOMPARE(text("divergenceCaption"), caption);
        TRY_COMPARE(columns(), 3); // its answer is there again
        QCOMPARE(measure(ComparisonModel::ScoreB), u"0.7500"_s);
        QCOMPARE(m_state->encodes, 2);
        QVERIFY(!child<QWidget>(*m_window, "jobStop").isVisible());
    }

    void loadingIsStopped_data() { mouseAndKeyboard(); }
    void loadingIsStopped()
    {
        QFETCH(bool, keyboard);
        openAll();
        ask();
        m_state->holdLoad = true;
        page().openModel(0, path("other.pth"));
        TRY_VERIFY(text("jobText").startsWith(u"Loading model A"_s));
        QCOMPARE(columns(), 0);
        pressButton(*m_window, "jobStop", keyboard);
        TRY_VERIFY(text("compareProblem").contains(u"a.pth goes on"_s));
        TRY_COMPARE(columns(), 3);
        QVERIFY(isEncoded());
    }

    void thePictureIsReadWhileAModelLoads()
    {
        m_state->holdLoad = true;
        QVERIFY(clickOn<QAbstractButton>(*m_window, "switchCompare"));
        drop(path("a.pth"));
        TRY_VERIFY(text("jobText").startsWith(u"Loading model A"_s));
        drop(path("a.png"));
        TRY_VERIFY(shot().pixelColor(canvas().rect().center()) == QColor(90, 110, 130));
        QVERIFY(text("jobText").startsWith(u"Loading model A"_s));
    }

    void whatFailedIsNotTriedAgain()
    {
        writeText(*m_folder / "broken.png", "no picture");
        QVERIFY(clickOn<QAbstractButton>(*m_window, "switchCompare"));
        drop(path("broken.png"));
        TRY_VERIFY(text("compareProblem").contains(u"broken.png"_s));
        m_state->setFailure("is not a SAM");
        drop(path("a.pth"));
        TRY_VERIFY(text("compareProblem").contains(u"a.pth: is not a SAM"_s)); // not the picture's reason again
        m_state->setFailure({});
        page().openModel(1, path("b.pth"));
        TRY_VERIFY(text("compareStatus").contains(u"B: custom"_s)); // though A cannot be had
        page().openModel(0, path("a.pth"));
        drop(path("a.png"));
        TRY_VERIFY(isEncoded());
    }

    void anotherPictureForgetsPromptsAndMasks()
    {
        openAll();
        ask();
        drop(path("b.png"));
        QCOMPARE(columns(), 0);
        TRY_VERIFY(isEncoded());
        QCOMPARE(m_state->encodes.load(), 4);
        QCOMPARE(columns(), 0);
    }

    void closingWhileEncodingIsSafe()
    {
        m_state->holdEncode = true;
        dropAll();
        TRY_COMPARE(m_state->encodes.load(), 1);
        m_window->close();
        m_window.reset();
        QCOMPARE(m_state->encodes.load(), 1);
    }

    void theDeviceIsChosen_data() { mouseAndKeyboard(); }

    void theDeviceIsChosen()
    {
        QFETCH(bool, keyboard);
        openAll();
        const auto isOnlyAsked = [this](Device::Kind device) {
            const auto asked = m_state->takeAsked();
            return asked.size() >= 2 && std::ranges::all_of(asked, [&](const PredictorOptions& options) {
                       return options.device == Device{device};
                   });
        };
        QVERIFY(isOnlyAsked(Device::Kind::Auto));
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "compareDevice"));
            pressKey(Qt::Key_End);
        } else {
            pickRow(child<QComboBox>(*m_window, "compareDevice"), 2);
        }
        TRY_COMPARE(text("compareStatus").count(u"CPU reference (no CUDA driver)"_s), 2);
        TRY_VERIFY(isEncoded());
        QVERIFY(isOnlyAsked(Device::Kind::Cuda));
    }

    void theNumericsOfEachModelAreChosen_data() { mouseAndKeyboard(); }

    void theNumericsOfEachModelAreChosen()
    {
        QFETCH(bool, keyboard);
        openAll();
        m_state->takeAsked();
        const auto choose = [&](const char* box, int row) {
            if (keyboard) {
                QVERIFY(tabTo(*m_window, box));
                for (int i = 0; i < row; ++i) {
                    pressKey(Qt::Key_Down);
                }
            } else {
                pickRow(child<QComboBox>(*m_window, box), row);
            }
        };
        const auto isAsked = [this](Numerics numerics) {
            const auto asked = m_state->takeAsked();
            return !asked.empty() && asked.back().numerics == numerics;
        };
        choose("compareNumericsB", 3);
        TRY_VERIFY(isEncoded() && text("compareStatus").contains(u"CPU bfloat16"_s));
        QVERIFY(isAsked(Numerics::Bf16));
        QVERIFY(text("compareStatus").startsWith(u"A: custom, original names, CPU reference"_s));
        ask();
        QCOMPARE(measure(ComparisonModel::ScoreB), u"0.7500"_s); // it is B that was loaded again
        choose("compareNumericsA", 1);
        TRY_VERIFY(isEncoded() && text("compareStatus").contains(u"CPU fast"_s));
        QVERIFY(isAsked(Numerics::Fast));
        QVERIFY(text("compareStatus").contains(u"CPU bfloat16"_s));
    }

    void newestPromptsWin_data() { mouseAndKeyboard(); }

    /// While the first answer is worked on, prompts come faster than they can be answered.
    void newestPromptsWin()
    {
        QFETCH(bool, keyboard);
        openAll();
        m_state->setHoldDecode(true);
        PromptSet all;
        canvas().setFocus();
        for (int i = 0; i < 50; ++i) {
            if (keyboard) {
                pressKey(i % 2 == 0 ? Qt::Key_Right : Qt::Key_Left, Qt::ControlModifier);
                pressKey(Qt::Key_Return, i == 49 ? Qt::ShiftModifier : Qt::NoModifier);
            } else {
                const QPoint place = placeOf(canvas(), i == 49 ? 44 : 40 + i % 3, i == 49 ? 66 : 60);
                QTest::mouseClick(&canvas(), i == 49 ? Qt::RightButton : Qt::LeftButton, {}, place);
            }
            TRY_VERIFY(m_state->isDecodeHeld());
        }
        QCOMPARE(m_state->decodes, 1);
        QCOMPARE(columns(), 0);
        m_state->setHoldDecode(false);
        TRY_COMPARE(columns(), 3);
        const PromptSet last = m_state->lastPrompts();
        QCOMPARE(last.points.size(), std::size_t(50));
        QCOMPARE(last.points.back().label, 0);
        const auto area = [&](bool isB) {
            return QLocale().toString(qulonglong(expectedCandidate(last, 1, 0, isB).mask.area()));
        };
        QCOMPARE(measure(ComparisonModel::AreaA), area(false));
        QCOMPARE(measure(ComparisonModel::AreaB), area(true));
        const QImage before = shot();
        pressKey(Qt::Key_1);
        TRY_VERIFY(shot() != before); // it is drawn when no answer is due
        QVERIFY2(m_state->decodes <= 4, qPrintable(QString::number(m_state->decodes))); // of both, once each
    }

    void theEmptyTableSaysWhatToDo()
    {
        QVERIFY(clickOn<QAbstractButton>(*m_window, "switchCompare"));
        const QImage hint = table().viewport()->grab().toImage();
        const QRgb background = hint.pixel(1, 1);
        bool written = false;
        for (int x = 0; x < hint.width() && !written; ++x) {
            written = hint.pixel(x, hint.height() / 2) != background;
        }
        QVERIFY(written);
    }

    void modelIsAModel()
    {
        ComparisonModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        CandidateComparison row{
            .iou = 0.5, .iouScoreA = 0.5F, .iouScoreB = 0.50001F, .areaA = 3, .areaB = 4, .boundary = {}};
        model.setRows({row, row});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.columnCount(), int(ComparisonModel::ColumnCount));
        QCOMPARE(model.index(0, ComparisonModel::ScoreDifference).data().toString(), u"1e-05"_s);
        QCOMPARE(model.index(1, ComparisonModel::BoundaryMean).data().toString(), u"–"_s);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }
};

SAMSCOPE_TEST(tst_compare_page, QApplication, TestComparePage)
#include "tst_compare_page.moc"
