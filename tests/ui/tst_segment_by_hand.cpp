#include "tests/support/by_hand.h"
#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"
#include "ui/device_note.h"
#include "ui/text.h"
#include "ui/widgets/predictor_choices.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QDockWidget>
#include <QStyleOptionSpinBox>
#include <QToolButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// What Segment lets a user choose, each by mouse and by keyboard.
class TestSegmentByHand : public QObject, private SegmentFixture
{
    Q_OBJECT

    void choose(const char* box, int row, bool keyboard)
    {
        if (keyboard) {
            QVERIFY(tabTo(*m_window, box));
            pressKey(Qt::Key_Home);
            for (int i = 0; i < row; ++i) {
                pressKey(Qt::Key_Down);
            }
        } else {
            pickRow(child<QComboBox>(*m_window, box), row);
        }
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void numericsAndDeviceAreChosen_data() { mouseAndKeyboard(); }

    void numericsAndDeviceAreChosen()
    {
        QFETCH(bool, keyboard);
        openBoth();
        QCOMPARE(m_state->lastAsked().numerics, Numerics::Auto);
        choose("numericsBox", 1, keyboard);
        TRY_VERIFY(text("segmentStatus").contains(u"CPU fast"_s));
        choose("deviceBox", 2, keyboard);
        TRY_VERIFY(text("segmentStatus").contains(u"CPU fast (no CUDA driver)"_s));
        QCOMPARE(m_state->lastAsked().numerics, Numerics::Fast);
        QCOMPARE(m_state->lastAsked().device, Device{Device::Kind::Cuda});
        for (const auto& [place, numerics] : {std::pair(2, Numerics::Reference), std::pair(3, Numerics::Bf16),
                                              std::pair(4, Numerics::Fp16), std::pair(5, Numerics::Tf32)}) {
            choose("numericsBox", place, keyboard);
            TRY_COMPARE(m_state->lastAsked().numerics, numerics);
        }
        click(40, 60);
        TRY_COMPARE(chosen(), 2);
    }

    void eachCardIsOfferedWhereThereAreSeveral()
    {
        for (const auto& [cards, offered] :
             {std::pair(0, u"auto cpu cuda"_s), {1, u"auto cpu cuda"_s}, {2, u"auto cpu cuda cuda:0 cuda:1"_s}}) {
            QComboBox box;
            offerDevices(box, cards);
            QStringList devices;
            for (int row = 0; row < box.count(); ++row) {
                devices.append(toQt(deviceName(box.itemData(row).value<Device>())));
            }
            QCOMPARE(devices.join(u' '), offered);
        }
    }

    /// Without a translation the window says what the command line says.
    void aNoteInEnglishIsTheCoresSentence()
    {
        using Kind = DeviceNote::Kind;
        for (const auto kind :
             {Kind::None, Kind::NoDriver, Kind::NoDevice, Kind::NotInstalled, Kind::TooFewCards, Kind::FastIsOnCpu}) {
            QCOMPARE(deviceNoteText({kind}), QString::fromStdString(deviceNoteSentence({kind})));
        }
    }

    void modelAndPictureAreOpened_data() { mouseAndKeyboard(); }

    void modelAndPictureAreOpened()
    {
        QFETCH(bool, keyboard);
        m_window->showWorkspace(MainWindow::Segment);
        writeText(*m_folder / "model.pth", "");
        givePath(*m_window, "modelPath", "openModel", path("model.pth"), keyboard);
        TRY_VERIFY(text("segmentStatus").contains(u"CPU reference"_s));
        givePath(*m_window, "imagePath", "openImage", path("a.png"), keyboard);
        TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
    }

    void filesAreDroppedOnTheWindowAndOnTheFields()
    {
        m_window->showWorkspace(MainWindow::Segment);
        writePack("pack.json", {1.02});
        writePack("again.json", {1.02});
        const auto pathOf = [this](const char* box) { return child<QComboBox>(*m_window, box).currentText(); };
        for (const bool onFields : {false, true}) {
            const auto target = [&](const char* box) -> QWidget& {
                return onFields ? child<QWidget>(*m_window, box) : *m_window;
            };
            const QString model = path(onFields ? "b.pth" : "a.pth"), picture = path(onFields ? "b.png" : "a.png");
            dropFiles(target("modelPath"), {model});
            QCOMPARE(pathOf("modelPath"), model);
            dropFiles(target("imagePath"), {picture});
            QCOMPARE(pathOf("imagePath"), picture);
            TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
            dropFiles(target("packPath"), {path(onFields ? "again.json" : "pack.json")});
            TRY_VERIFY(pathOf("packPath") == path(onFields ? "again.json" : "pack.json"));
        }
    }

    void aPictureDroppedInConvertIsSegmented()
    {
        m_window->showWorkspace(MainWindow::Convert);
        dropFiles(*m_window, {path("a.png")});
        QVERIFY(child<QWidget>(*m_window, "segmentPage").isVisible());
        QCOMPARE(child<QComboBox>(*m_window, "imagePath").currentText(), path("a.png"));
    }

    void filesAreChosenByShortcut()
    {
        m_window->showWorkspace(MainWindow::Segment);
        writeText(*m_folder / "model.pth", "");
        const auto choose = [this](const char* box, const char* file, Qt::KeyboardModifiers more) {
            openByShortcut(canvas(), box, path(file), more);
        };
        choose("modelPath", "model.pth", Qt::ShiftModifier);
        choose("imagePath", "a.png", {});
        TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
    }

    void numbersAreTypedAndStepped_data()
    {
        QTest::addColumn<QString>("box");
        QTest::addColumn<bool>("keyboard");
        for (const char* box : {"everythingPoints", "everythingIou", "everythingStability", "thresholdBox"}) {
            QTest::addRow("%s by mouse", box) << QString::fromLatin1(box) << false;
            QTest::addRow("%s by keyboard", box) << QString::fromLatin1(box) << true;
        }
    }

    void numbersAreTypedAndStepped()
    {
        QFETCH(QString, box);
        QFETCH(bool, keyboard);
        openBoth();
        ask();
        auto* dock = &child<QDockWidget>(*m_window, box == u"thresholdBox"_s ? "maskDock" : "everythingDock");
        dock->raise();
        auto& number = child<QAbstractSpinBox>(*m_window, qPrintable(box));
        TRY_VERIFY(!number.visibleRegion().isEmpty());
        const QString before = number.text();
        if (keyboard) {
            QVERIFY(tabTo(*m_window, qPrintable(box)));
            pressKey(Qt::Key_Down);
        } else {
            QStyleOptionSpinBox option;
            option.initFrom(&number);
            option.subControls = QStyle::SC_All;
            const QRect down =
                number.style()->subControlRect(QStyle::CC_SpinBox, &option, QStyle::SC_SpinBoxDown, &number);
            QTest::mouseClick(&number, Qt::LeftButton, {}, down.center());
        }
        QVERIFY(number.text() != before);
        if (keyboard) {
            pressKey(Qt::Key_A, Qt::ControlModifier);
            QTest::keyClicks(&number, u"1"_s);
            pressKey(Qt::Key_Return);
            QCOMPARE(QLocale().toDouble(number.text()), 1.0);
        }
    }

    void everyPromptActionIsUndoneAndRedone_data() { mouseAndKeyboard(); }

    void everyPromptActionIsUndoneAndRedone()
    {
        QFETCH(bool, keyboard);
        openBoth();
        std::vector<PromptSet> states;
        const auto answered = [&](const PromptSet& prompts) {
            return m_state->lastPrompts() == prompts && chosen() == 2;
        };
        const auto note = [&](auto expected) {
            TRY_VERIFY(expected(m_state->lastPrompts()));
            TRY_COMPARE(chosen(), 2);
            states.push_back(m_state->lastPrompts());
        };
        click(40, 60);
        note([](const PromptSet& prompts) { return prompts.points.size() == 1; });
        click(60, 80, Qt::RightButton);
        note([](const PromptSet& prompts) { return prompts.points.size() == 2; });
        QTest::mousePress(&canvas(), Qt::LeftButton, {}, at(10, 10));
        moveMouse(canvas(), at(50, 60), Qt::LeftButton);
        QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, at(70, 90));
        note([](const PromptSet& prompts) { return prompts.box.has_value(); });
        QTest::keyClick(&canvas(), Qt::Key_R);
        note([](const PromptSet& prompts) { return !prompts.maskInput.empty(); });
        QTest::keyClick(&canvas(), Qt::Key_Backspace);
        note([](const PromptSet& prompts) { return prompts.maskInput.empty(); });
        QTest::keyClick(&canvas(), Qt::Key_C);
        TRY_COMPARE(chosen(), 0);
        const auto act = [&](const char* button, Qt::KeyboardModifiers more) {
            if (keyboard) {
                QTest::keyClick(&canvas(), Qt::Key_Z, Qt::ControlModifier | more);
            } else {
                QVERIFY(clickOn<QToolButton>(*m_window, button));
            }
        };
        for (std::size_t i = states.size(); i-- > 0;) { // the first is that everything was cleared
            act("undo", {});
            TRY_VERIFY(answered(states[i]));
        }
        act("undo", {});
        TRY_COMPARE(chosen(), 0);
        QVERIFY(!child<QToolButton>(*m_window, "undo").isEnabled());
        for (const PromptSet& state : states) {
            act("redo", Qt::ShiftModifier);
            TRY_VERIFY(answered(state));
        }
        act("redo", Qt::ShiftModifier);
        TRY_COMPARE(chosen(), 0);
        QVERIFY(!child<QToolButton>(*m_window, "redo").isEnabled());
    }

    void twoHundredPromptsWhileEncoding_data() { mouseAndKeyboard(); }

    /// The answer to the last one stays; nothing that came before it is asked when the encoding ends.
    void twoHundredPromptsWhileEncoding()
    {
        QFETCH(bool, keyboard);
        m_state->holdEncode = true;
        m_window->openModel(*m_folder / "model.pth");
        m_window->openImage(*m_folder / "a.png");
        TRY_COMPARE(m_state->encodes, 1);
        canvas().zoomTo(2);
        PromptSet all;
        for (int i = 0; i < 200; ++i) {
            const bool isLast = i == 199; // it cuts the mask
            QPoint place = isLast ? QPoint(44, 66) : QPoint(40 + i % 3, 60);
            if (keyboard) {
                QTest::keyClick(&canvas(), isLast || i % 2 == 0 ? Qt::Key_Right : Qt::Key_Left, Qt::ControlModifier);
                place = pointedPixel();
                QTest::keyClick(&canvas(), Qt::Key_Return, isLast ? Qt::ShiftModifier : Qt::NoModifier);
            } else {
                click(place.x(), place.y(), isLast ? Qt::RightButton : Qt::LeftButton);
            }
            all.points.push_back({double(place.x()), double(place.y()), isLast ? 0 : 1});
            QCoreApplication::processEvents();
        }
        QCOMPARE(m_state->decodes, 0);
        m_state->holdEncode = false;
        const auto area = expectedMask(all, 1).area();
        PromptSet before = all;
        before.points.pop_back();
        QVERIFY(area != expectedMask(before, 1).area());
        TRY_COMPARE(chosen(), 2);
        TRY_VERIFY(text("maskFacts").startsWith(u"%L1 px"_s.arg(static_cast<qulonglong>(area))));
        QCOMPARE(m_state->lastPrompts(), all);
        finishRequests();
        QCOMPARE(m_state->decodes, 1); // nothing has queued up
    }
};

SAMSCOPE_TEST(tst_segment_by_hand, QApplication, TestSegmentByHand)
#include "tst_segment_by_hand.moc"
