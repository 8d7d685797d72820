#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/open_checkpoint.h"
#include "tests/support/by_hand.h"
#include "tests/support/convert_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"
#include "tests/support/watched_models.h"
#include "ui/widgets/path_box.h"

#include <QCheckBox>
#include <QLineEdit>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// The form of Convert: each choice once with the mouse, once with the keyboard, and what comes of it on disk.
class TestConvertForm : public QObject, private ConvertFixture
{
    Q_OBJECT

    QComboBox& box(const char* name) { return child<QComboBox>(*m_window, name); }
    QString goal() { return child<QLineEdit>(*m_window, "goalFolder").text(); }

    /// Chooses a row of a combo box, counted from its first.
    void choose(const char* name, int row, bool keyboard)
    {
        if (!keyboard) {
            pickRow(box(name), row);
        } else {
            QVERIFY(tabTo(*m_window, name));
            pressKey(Qt::Key_Home);
            for (int i = 0; i < row; ++i) {
                pressKey(Qt::Key_Down);
            }
        }
        QCOMPARE(box(name).currentIndex(), row);
    }

    void convert(bool keyboard)
    {
        TRY_VERIFY(canConvert());
        pressButton(*m_window, "convertButton", keyboard);
        TRY_COMPARE(verdict("tensorProof"), u"good"_s);
    }

    bool wrote(const char* file) { return std::filesystem::exists(m_options.folder / file); }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void processorFilesAreChosen_data()
    {
        QTest::addColumn<bool>("keyboard");
        QTest::addColumn<int>("row");
        QTest::addColumn<bool>("flat");
        QTest::addColumn<bool>("nested");
        for (const bool keyboard : {false, true}) {
            const char* hand = keyboard ? "keyboard" : "mouse";
            QTest::addRow("v5 by %s", hand) << keyboard << 1 << false << true;
            QTest::addRow("both by %s", hand) << keyboard << 2 << true << true;
        }
    }

    void processorFilesAreChosen()
    {
        QFETCH(bool, keyboard);
        QFETCH(int, row);
        open();
        choose("layoutBox", row, keyboard);
        convert(keyboard);
        QTEST(wrote("preprocessor_config.json"), "flat");
        QTEST(wrote("processor_config.json"), "nested");
    }

    void elementTypeIsChosen_data()
    {
        QTest::addColumn<bool>("keyboard");
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("dtype");
        for (const bool keyboard : {false, true}) {
            const char* hand = keyboard ? "keyboard" : "mouse";
            QTest::addRow("float16 by %s", hand) << keyboard << 1 << int(DType::F16);
            QTest::addRow("bfloat16 by %s", hand) << keyboard << 2 << int(DType::BF16);
        }
    }

    void elementTypeIsChosen()
    {
        QFETCH(bool, keyboard);
        QFETCH(int, row);
        QFETCH(int, dtype);
        open();
        choose("dtypeBox", row, keyboard);
        convert(keyboard);
        for (const TensorEntry& tensor : openCheckpoint(m_options.folder / "model.safetensors").tensors) {
            QVERIFY(tensor.dtype == static_cast<DType>(dtype));
        }
    }

    void elementTypeOfTheCheckpointIsKept_data() { mouseAndKeyboard(); }
    void elementTypeOfTheCheckpointIsKept()
    {
        QFETCH(bool, keyboard);
        writeFormulaCheckpoint(m_options.checkpoint, tinyConfig(), 1, {.dtype = DType::F16});
        open();
        choose("dtypeBox", 3, keyboard);
        convert(keyboard);
        QVERIFY(openCheckpoint(m_options.folder / "model.safetensors").tensors.front().dtype == DType::F16);
    }

    void variantIsChosen_data() { mouseAndKeyboard(); }
    void variantIsChosen()
    {
        QFETCH(bool, keyboard);
        open();
        choose("variantBox", 1, keyboard);
        TRY_VERIFY(text("convertProblem").contains(u"hidden_size"_s));
        QVERIFY(!canConvert());
        choose("variantBox", 0, keyboard);
        TRY_VERIFY(canConvert());
    }

    void folderIsChosen_data() { mouseAndKeyboard(); }
    void folderIsChosen()
    {
        QFETCH(bool, keyboard);
        open();
        answerFileDialog(path("elsewhere"));
        pressButton(*m_window, "chooseFolder", keyboard);
        QCOMPARE(goal(), path("elsewhere"));
        m_window->activateWindow(); // the dialog has taken the focus with it
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
        m_options.folder = *m_folder / "elsewhere";
        convert(keyboard);
        QVERIFY(wrote("model.safetensors"));
    }

    void folderIsTyped()
    {
        open();
        QVERIFY(tabTo(*m_window, "goalFolder"));
        pressKey(Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), path("typed"));
        m_options.folder = *m_folder / "typed";
        convert(true);
        QVERIFY(wrote("model.safetensors"));
    }

    void folderIsReplacedWhenThatIsAskedFor_data() { mouseAndKeyboard(); }
    void folderIsReplacedWhenThatIsAskedFor()
    {
        QFETCH(bool, keyboard);
        convertToEnd();
        writeFormulaCheckpoint(m_options.checkpoint, tinyConfig(), 2);
        const auto before = contentsOf(m_options.folder);
        openWindow();
        m_window->openCheckpoint(m_options.checkpoint);
        TRY_VERIFY(!text("convertProblem").isEmpty());
        QVERIFY(!canConvert());
        if (keyboard) {
            pressButton(*m_window, "overwriteBox", true);
        } else {
            QTest::mouseClick(&child<QCheckBox>(*m_window, "overwriteBox"), Qt::LeftButton, {}, {8, 8});
        }
        convert(keyboard);
        QVERIFY(contentsOf(m_options.folder) != before);
    }

    void notesAboutTheCheckpointAreShown_data() { mouseAndKeyboard(); }
    void notesAboutTheCheckpointAreShown()
    {
        QFETCH(bool, keyboard);
        auto& notes = child<QLabel>(*m_window, "convertWarnings");
        open();
        QVERIFY(!notes.isVisible());
        writeFormulaCheckpoint(*m_folder / "wrapped.pth", tinyConfig(), 1, {.prefix = "module."});
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "checkpointPath"));
            pressKey(Qt::Key_A, Qt::ControlModifier);
            QTest::keyClicks(QApplication::focusWidget(), path("wrapped.pth"));
            pressKey(Qt::Key_Return);
        } else {
            dropFiles(*m_window, {path("wrapped.pth")});
        }
        TRY_VERIFY(notes.isVisible());
        QCOMPARE(notes.text(), u"removed the prefix \"module.\" from every key"_s);
        TRY_VERIFY(canConvert()); // a note is not a problem
        dropFiles(*m_window, {path("tiny.pth")});
        TRY_VERIFY(!notes.isVisible());
    }

    void evidenceIsShown_data() { mouseAndKeyboard(); }
    void evidenceIsShown()
    {
        QFETCH(bool, keyboard);
        const WatchedModels watched(*m_window);
        open();
        pressButton(*m_window, "evidenceToggle", keyboard);
        QVERIFY(view("evidenceTable").isVisible());
        pressButton(*m_window, "evidenceToggle", keyboard);
        QVERIFY(!view("evidenceTable").isVisible());
    }

    void recentCheckpointIsOpened_data() { mouseAndKeyboard(); }
    void recentCheckpointIsOpened()
    {
        QFETCH(bool, keyboard);
        open();
        dropFiles(*m_window, {checkpoint("a.pth")});
        TRY_VERIFY(canConvert());
        openWindow(); // as on another day
        auto& recent = child<PathBox>(*m_window, "checkpointPath");
        QCOMPARE(recent.count(), 2);
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "checkpointPath"));
            pressKey(Qt::Key_Down);
            pressKey(Qt::Key_Down);
            pressKey(Qt::Key_Return);
        } else {
            pickRow(recent, 1);
        }
        TRY_VERIFY(canConvert());
        QVERIFY2(goal().endsWith(u"/tiny"_s), qPrintable(goal()));
    }

    void checkpointsAreOpenedAndAdded_data() { mouseAndKeyboard(); }
    void checkpointsAreOpenedAndAdded()
    {
        QFETCH(bool, keyboard);
        answerFileDialog(path("tiny.pth"));
        pressButton(*m_window, "openCheckpoint", keyboard);
        TRY_VERIFY(canConvert());
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
        answerFileDialog(checkpoint("a.pth"));
        pressButton(*m_window, "addCheckpoint", keyboard);
        TRY_COMPARE(child<QPushButton>(*m_window, "convertButton").text(), u"Convert 2"_s);
    }
};

SAMSCOPE_TEST(tst_convert_form, QApplication, TestConvertForm)
#include "tst_convert_form.moc"
