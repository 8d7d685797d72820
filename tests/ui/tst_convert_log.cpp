#include "tests/support/by_hand.h"
#include "tests/support/convert_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"
#include "tests/support/watched_models.h"
#include "ui/models/remap_model.h"

#include <QClipboard>
#include <QHeaderView>
#include <QLineEdit>
#include <QToolButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// The remap log and what is below it, with the mouse and with the keyboard.
class TestConvertLog : public QObject, private ConvertFixture
{
    Q_OBJECT

    QTableView& log() { return view("remapTable"); }
    QString cell(int row, int column) { return table().index(row, column).data().toString(); }

    QList<qulonglong> numbers(int column)
    {
        QList<qulonglong> values;
        for (int row = 0; row < table().rowCount(); ++row) {
            values.append(table().index(row, column).data(RemapModel::SortRole).toULongLong());
        }
        return values;
    }

    void toggle(const char* button, bool keyboard)
    {
        if (keyboard) {
            QVERIFY(tabTo(*m_window, button));
            pressKey(Qt::Key_Space);
        } else {
            QVERIFY(clickOn<QAbstractButton>(*m_window, button));
        }
    }

    /// Picks from the menu of the table itself, which the right button or the menu key opens.
    void pickFromTable(const char* action, bool keyboard)
    {
        new MenuHand(action, keyboard);
        const QPoint place = log().visualRect(log().currentIndex()).center();
        QContextMenuEvent event(keyboard ? QContextMenuEvent::Keyboard : QContextMenuEvent::Mouse, place,
                                log().viewport()->mapToGlobal(place));
        QApplication::sendEvent(log().viewport(), &event);
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void rowsAreSortedByTheColumnOfTheCursor()
    {
        open();
        QVERIFY(tabTo(*m_window, "remapTable"));
        for (int i = 0; i < RemapModel::Bytes; ++i) {
            pressKey(Qt::Key_Right);
        }
        QCOMPARE(log().currentIndex().column(), int(RemapModel::Bytes));
        const auto seesCursor = [this] {
            return log().viewport()->rect().contains(log().visualRect(log().currentIndex()).center());
        };
        pressKey(Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
        const QList<qulonglong> up = numbers(RemapModel::Bytes);
        QVERIFY(std::ranges::is_sorted(up) && up.front() < up.back());
        QVERIFY(log().currentIndex().row() > log().viewport()->height() / log().rowHeight(0)); // far from where it was
        QVERIFY(seesCursor());
        pressKey(Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(std::ranges::is_sorted(numbers(RemapModel::Bytes), std::greater<>()));
        pressKey(Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier); // and back to the order of the checkpoint
        QVERIFY(std::ranges::is_sorted(numbers(RemapModel::Number)));
    }

    void rowsAreSortedFromTheMenu_data() { mouseAndKeyboard(); }
    void rowsAreSortedFromTheMenu()
    {
        QFETCH(bool, keyboard);
        open();
        clickRow(log(), 3, RemapModel::Bytes);
        pickFromTable("sortRows", keyboard);
        TRY_VERIFY(std::ranges::is_sorted(numbers(RemapModel::Bytes)));
    }

    void rowsAreCopiedFromTheMenu_data() { mouseAndKeyboard(); }
    void rowsAreCopiedFromTheMenu()
    {
        QFETCH(bool, keyboard);
        open();
        QApplication::clipboard()->clear();
        clickRow(log(), 2);
        pickFromTable("copyRows", keyboard);
        TRY_VERIFY(QApplication::clipboard()->text().contains(cell(2, RemapModel::Source)));
    }

    void everyRowIsCopiedWhenNoneIsSelected_data() { mouseAndKeyboard(); }
    void everyRowIsCopiedWhenNoneIsSelected()
    {
        QFETCH(bool, keyboard);
        open();
        pickFromMenu(child<QWidget>(*m_window, "exportLog"), "copyRows", keyboard);
        TRY_COMPARE(text("jobText"), u"%1 rows copied"_s.arg(table().rowCount()));
    }

    void copyingNothingKeepsTheClipboard()
    {
        QApplication::clipboard()->setText(u"mine"_s);
        QVERIFY(tabTo(*m_window, "remapTable"));
        pressKey(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), u"mine"_s);
        QVERIFY(!text("jobText").contains(u"copied"_s));
    }

    void textNarrows_data() { mouseAndKeyboard(); }
    void textNarrows()
    {
        QFETCH(bool, keyboard);
        open();
        const int all = table().rowCount();
        auto& filter = child<QLineEdit>(*m_window, "remapFilter");
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "remapFilter"));
        } else {
            QTest::mouseClick(&filter, Qt::LeftButton);
        }
        QTest::keyClicks(QApplication::focusWidget(), u"patch_embed"_s);
        QCOMPARE(table().rowCount(), 2);
        pressKey(Qt::Key_Exclam);
        QCOMPARE(table().rowCount(), 0);
        QCOMPARE(log().accessibleDescription(), u"No row passes the filters above."_s);
        if (keyboard) {
            pressKey(Qt::Key_A, Qt::ControlModifier);
            pressKey(Qt::Key_Delete);
        } else {
            QTest::mouseClick(filter.findChild<QToolButton*>(), Qt::LeftButton); // the cross at its end
        }
        QCOMPARE(table().rowCount(), all);
    }

    void actionsAndTextNarrowTogether_data() { mouseAndKeyboard(); }
    void actionsAndTextNarrowTogether()
    {
        QFETCH(bool, keyboard);
        const WatchedModels watched(*m_window);
        open();
        const int all = table().rowCount();
        toggle("filterKept", keyboard);
        const int kept = table().rowCount();
        toggle("filterDuplicated", keyboard);
        QCOMPARE(table().rowCount(), kept + 1);
        QVERIFY(kept + 1 < all);
        toggle("filterKept", keyboard);
        QCOMPARE(table().rowCount(), 1);
        toggle("filterDuplicated", keyboard);
        QCOMPARE(table().rowCount(), all);
    }

    void planAndLogAreSwitched_data() { mouseAndKeyboard(); }
    void planAndLogAreSwitched()
    {
        QFETCH(bool, keyboard);
        convertToEnd();
        const auto isPlan = [this] { return std::ranges::is_sorted(numbers(RemapModel::Number)); };
        QVERIFY(!isPlan()); // the rows are in the order in which they were written
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "showPlan")); // the two are one stop, within which the arrows move
            pressKey(Qt::Key_Space);
            QVERIFY(isPlan());
            pressKey(Qt::Key_Right);
        } else {
            toggle("showPlan", false);
            QVERIFY(isPlan());
            toggle("showLog", false);
        }
        QVERIFY(!isPlan());
    }

    void rowShowsItsTensor_data() { mouseAndKeyboard(); }
    void rowShowsItsTensor()
    {
        QFETCH(bool, keyboard);
        open();
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "remapTable"));
            pressKey(Qt::Key_Down);
            pressKey(Qt::Key_Down);
        } else {
            clickRow(log(), 2);
        }
        TRY_VERIFY(text("tensorNote").contains(u"SHA-256"_s));
        QCOMPARE(text("tensorName").remove(QChar(0x200b)), cell(2, RemapModel::Source));
        QCOMPARE(tensorValues().size(), 8);
        for (int line = 1; line <= 8; ++line) {
            auto& value = child<QLabel>(*m_window, qPrintable(u"tensorValue%1"_s.arg(line)));
            QCOMPARE(spokenName(value), value.text());
            QVERIFY(!value.accessibleDescription().isEmpty());
        }
        QVERIFY(child<QWidget>(*m_window, "histogramPlot").isVisible());
    }

    void proofIsMadeAgainWithItsPictures_data() { mouseAndKeyboard(); }
    void proofIsMadeAgainWithItsPictures()
    {
        QFETCH(bool, keyboard);
        convertToEnd();
        flipByte(m_options.folder / "model.safetensors",
                 std::filesystem::file_size(m_options.folder / "model.safetensors") - 1);
        toggle("checkTensors", keyboard);
        TRY_COMPARE(verdict("tensorProof"), u"bad"_s);
        TRY_VERIFY(child<QPushButton>(*m_window, "verifyForward").isEnabled());
        QVERIFY(!child<QLabel>(*m_window, "sourceMaskPicture").isVisible()); // of another proof
        toggle("verifyForward", keyboard);
        QVERIFY(text("forwardProof").contains(u"running"_s));
        TRY_VERIFY(text("forwardProof").contains(u"embedding"_s));
        for (const char* picture : {"sourceMaskPicture", "convertedMaskPicture"}) {
            QVERIFY(child<QLabel>(*m_window, picture).isVisible());
            QVERIFY(!child<QLabel>(*m_window, picture).pixmap().isNull());
        }
    }
};

SAMSCOPE_TEST(tst_convert_log, QApplication, TestConvertLog)
#include "tst_convert_log.moc"
