#include "tests/support/by_hand.h"
#include "tests/support/convert_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/stalled_disk.h"
#include "tests/support/test_program.h"
#include "ui/models/queue_model.h"
#include "ui/models/remap_model.h"
#include "ui/theme.h"

#include <QLineEdit>
#include <QScrollBar>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// The way of Convert from the plan to the log, with the mouse alone and with the keyboard alone.
class TestConvertByHand : public QObject, private ConvertFixture
{
    Q_OBJECT

    QString cell(int row, int column) { return table().index(row, column).data().toString(); }

    /// Drops a checkpoint, or types where it is.
    void openByHand(const QString& file, bool keyboard)
    {
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "checkpointPath"));
            pressKey(Qt::Key_A, Qt::ControlModifier);
            QTest::keyClicks(QApplication::focusWidget(), file);
            pressKey(Qt::Key_Return);
        } else {
            dropFiles(*m_window, {file});
        }
        TRY_VERIFY(canConvert());
    }

    /// Puts the cursor of a table on a row.
    void choose(const char* name, int row, bool keyboard)
    {
        if (!keyboard) {
            clickRow(view(name), row, 1);
            return;
        }
        QVERIFY(tabTo(*m_window, name));
        pressKey(Qt::Key_Home, Qt::ControlModifier); // moves the cursor alone
        pressKey(Qt::Key_Space);
        for (int i = 0; i < row; ++i) {
            pressKey(Qt::Key_Down);
        }
    }

    bool isLogAtItsEnd()
    {
        const QScrollBar& bar = *view("remapTable").verticalScrollBar();
        return bar.maximum() > 0 && bar.value() == bar.maximum();
    }

    int firstRow(const QString& action)
    {
        for (int row = 0; row < table().rowCount(); ++row) {
            if (cell(row, RemapModel::Action) == action) {
                return row;
            }
        }
        return -1;
    }

    /// A cell of the log has the colour of what changes in a name.
    bool isMarked(int row, int column)
    {
        QTableView& log = view("remapTable");
        log.scrollTo(table().index(row, column));
        const QImage shot = log.viewport()->grab(log.visualRect(table().index(row, column))).toImage();
        const QRgb mark = themeColours(m_window->palette()).changed.rgb();
        for (int y = 0; y < shot.height(); ++y) {
            for (int x = 0; x < shot.width(); ++x) {
                if (shot.pixel(x, y) == mark) {
                    return true;
                }
            }
        }
        return false;
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void everyKeyIsPlannedBeforeAnythingIsWritten_data() { mouseAndKeyboard(); }
    void everyKeyIsPlannedBeforeAnythingIsWritten()
    {
        QFETCH(bool, keyboard);
        openByHand(path("tiny.pth"), keyboard);
        const ConversionPlan plan = planConversion(m_options);
        QCOMPARE(table().rowCount(), static_cast<int>(plan.remap.rows.size()));
        int at = 0;
        for (const RemapRow& row : plan.remap.rows) {
            QCOMPARE(cell(at, RemapModel::Source).toStdString(), row.source);
            QCOMPARE(cell(at, RemapModel::Target).toStdString(), row.target);
            ++at;
        }
        const RemapCounts& counts = plan.remap.counts;
        QVERIFY(counts.renamed > 0 && counts.kept > 0);
        QCOMPARE(text("remapTotals"), u"%1 in → %2 out  ·  %3 renamed  ·  %4 kept  ·  1 duplicated  ·  0 dropped  ·  "
                                      "0 problems"_s.arg(counts.source)
                                          .arg(counts.written)
                                          .arg(counts.renamed)
                                          .arg(counts.kept));
        QCOMPARE(m_folder->names(), std::vector<std::string>{"tiny.pth"});
    }

    void theChangedPartOfANameIsMarked_data() { mouseAndKeyboard(); }
    void theChangedPartOfANameIsMarked()
    {
        QFETCH(bool, keyboard);
        openByHand(path("tiny.pth"), keyboard);
        const int renamed = firstRow(u"renamed"_s), kept = firstRow(u"kept"_s);
        QVERIFY(isMarked(renamed, RemapModel::Source) && isMarked(renamed, RemapModel::Target));
        QVERIFY(!isMarked(kept, RemapModel::Source) && !isMarked(kept, RemapModel::Target));
        QVERIFY(!isMarked(renamed, RemapModel::Action));
        choose("remapTable", renamed, keyboard);
        QVERIFY(!isMarked(renamed, RemapModel::Source)); // the selection has a colour of its own
    }

    void rowsAppearWhileTheyAreWritten_data() { mouseAndKeyboard(); }
    void rowsAppearWhileTheyAreWritten()
    {
        QFETCH(bool, keyboard);
        const std::uint64_t some = std::filesystem::file_size(m_options.checkpoint) / 4 * 3;
        openByHand(path("tiny.pth"), keyboard);
        const int all = table().rowCount();
        StalledDisk disk([some](std::uint64_t written) { return written > some; });
        pressButton(*m_window, "convertButton", keyboard);
        TRY_VERIFY(disk.isStalled());
        TRY_VERIFY(table().rowCount() > 0 && table().rowCount() < all);
        const int written = table().rowCount();
        QVERIFY(text("remapTotals").endsWith(u"%1 of %2 written"_s.arg(written).arg(all - 1)));
        QCOMPARE(cell(written - 1, RemapModel::Hash).size(), 64);
        TRY_VERIFY(isLogAtItsEnd());
        disk.release();
        TRY_COMPARE(table().rowCount(), all);
    }

    void severalAreConvertedOneAfterTheOther_data() { mouseAndKeyboard(); }
    void severalAreConvertedOneAfterTheOther()
    {
        QFETCH(bool, keyboard);
        openByHand(checkpoint("a.pth", 1), keyboard);
        for (const char* name : {"b.pth", "c.pth"}) {
            answerFileDialog(checkpoint(name, 2));
            pressButton(*m_window, "addCheckpoint", keyboard);
            m_window->activateWindow(); // the dialog has taken the focus with it
            QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
        }
        TRY_COMPARE(child<QPushButton>(*m_window, "convertButton").text(), u"Convert 3"_s);
        pressButton(*m_window, "convertButton", keyboard);
        TRY_COMPARE(text("jobText"), u"3 converted"_s);
        int row = 0;
        for (const char* folder : {"a", "b", "c"}) {
            choose("queueTable", row, keyboard);
            QVERIFY2(text("writtenFolder").contains(path(folder)), qPrintable(text("writtenFolder")));
            QCOMPARE(verdict("tensorProof"), u"good"_s);
            QVERIFY(std::filesystem::exists(*m_folder / folder / "model.safetensors"));
            ++row;
        }
    }
};

SAMSCOPE_TEST(tst_convert_by_hand, QApplication, TestConvertByHand)
#include "tst_convert_by_hand.moc"
