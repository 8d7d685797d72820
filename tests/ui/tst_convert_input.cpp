#include "core/base/strict_json.h"
#include "core/checkpoint/open_checkpoint.h"
#include "tests/support/convert_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/stalled_disk.h"
#include "tests/support/test_program.h"
#include "ui/models/remap_model.h"
#include "ui/settings.h"
#include "ui/widgets/path_box.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// Convert as a hand uses it: each thing once with the mouse, once with the keyboard.
class TestConvertInput : public QObject, private ConvertFixture
{
    Q_OBJECT

    void clickHeader(int column)
    {
        QHeaderView& header = *view("remapTable").horizontalHeader();
        const int middle = header.sectionViewportPosition(column) + header.sectionSize(column) / 2;
        QTest::mouseClick(header.viewport(), Qt::LeftButton, {}, {middle, header.height() / 2});
    }

    QList<qulonglong> column(int column)
    {
        QList<qulonglong> values;
        for (int row = 0; row < table().rowCount(); ++row) {
            values.append(table().index(row, column).data(RemapModel::SortRole).toULongLong());
        }
        return values;
    }

    /// Tab from where the focus is until a widget has it; false when it is never reached.
    bool tabTo(const char* objectName)
    {
        for (int i = 0; i < 80; ++i) {
            QWidget* focus = QApplication::focusWidget();
            if (focus != nullptr && focus->objectName() == QLatin1String(objectName)) {
                return true;
            }
            QTest::keyClick(focus != nullptr ? focus : m_window.get(), Qt::Key_Tab);
        }
        return false;
    }

    void pressSpace() { QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space); }

    /// Opens the menu of the export button and picks an action, with the keyboard or the mouse.
    void exportWith(const char* action, bool keyboard)
    {
        auto& button = child<QPushButton>(*m_window, "exportLog");
        QTimer::singleShot(0, &button, [this, &button, action, keyboard] {
            QMenu& menu = *button.menu();
            auto& chosen = child<QAction>(*m_window, action);
            if (keyboard) {
                while (menu.activeAction() != &chosen) {
                    QTest::keyClick(&menu, Qt::Key_Down);
                }
                QTest::keyClick(&menu, Qt::Key_Return);
            } else {
                QTest::mouseClick(&menu, Qt::LeftButton, {}, menu.actionGeometry(&chosen).center());
            }
        });
        if (keyboard) {
            button.setFocus();
            QTest::keyClick(&button, Qt::Key_Space);
        } else {
            QTest::mouseClick(&button, Qt::LeftButton);
        }
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void filesAreDroppedOnTheWindowAndOnTheField()
    {
        dropFiles(*m_window, {path("tiny.pth")});
        TRY_VERIFY(canConvert());
        dropFiles(child<PathBox>(*m_window, "checkpointPath"), {checkpoint("a.pth")});
        TRY_VERIFY(canConvert());
        QCOMPARE(child<PathBox>(*m_window, "checkpointPath").path(), path("a.pth"));
    }

    void theWholeJobWithTheKeyboardAlone()
    {
        answerFileDialog(path("tiny.pth"));
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
        QTest::keyClick(m_window.get(), Qt::Key_O, Qt::ControlModifier);
        TRY_VERIFY(canConvert());
        m_window->activateWindow(); // the dialog has taken the focus with it
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
        QVERIFY(tabTo("convertButton"));
        pressSpace();
        TRY_COMPARE(verdict("tensorProof"), u"good"_s);
        TRY_VERIFY(child<QPushButton>(*m_window, "verifyForward").isEnabled());
        QVERIFY(tabTo("verifyForward"));
        pressSpace();
        QVERIFY(text("forwardProof").contains(u"running"_s));
        TRY_COMPARE(verdict("forwardProof"), u"good"_s);
    }

    void pathIsTypedAndVariantAndGoalAreChosenByKeyboard()
    {
        auto& box = child<PathBox>(*m_window, "checkpointPath");
        box.lineEdit()->setFocus();
        QTest::keyClicks(box.lineEdit(), path("tiny.pth"));
        QTest::keyClick(box.lineEdit(), Qt::Key_Return);
        TRY_VERIFY(canConvert());
        QVERIFY(tabTo("variantBox"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
        TRY_VERIFY(text("convertProblem").contains(u"hidden_size"_s));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Up);
        TRY_VERIFY(canConvert());
        QVERIFY(tabTo("evidenceToggle"));
        pressSpace();
        QVERIFY(view("evidenceTable").isVisible());
        QVERIFY(tabTo("dtypeBox"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
        TRY_VERIFY(canConvert());
        QVERIFY(tabTo("convertButton"));
        pressSpace();
        TRY_VERIFY(text("tensorProof").contains(u"after casting"_s));
    }

    void replacingAFolderIsAskedFor()
    {
        convertToEnd();
        openWindow();
        m_window->openCheckpoint(m_options.checkpoint);
        TRY_VERIFY(!text("convertProblem").isEmpty());
        QVERIFY(!canConvert());
        QTest::mouseClick(&child<QCheckBox>(*m_window, "overwriteBox"), Qt::LeftButton, {}, {8, 8});
        TRY_VERIFY(canConvert());
        QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
        TRY_COMPARE(verdict("tensorProof"), u"good"_s);
    }

    void stopByMouseAndKeyboard_data()
    {
        QTest::addColumn<bool>("keyboard");
        QTest::newRow("mouse") << false;
        QTest::newRow("keyboard") << true;
    }

    void stopByMouseAndKeyboard()
    {
        QFETCH(bool, keyboard);
        open();
        StalledDisk disk([](std::uint64_t written) { return written > 10'000; });
        QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
        TRY_VERIFY(disk.isStalled());
        if (keyboard) {
            QVERIFY(tabTo("jobStop"));
            pressSpace();
        } else {
            QVERIFY(clickOn<QPushButton>(*m_window, "jobStop"));
        }
        disk.release();
        TRY_VERIFY(text("jobText").contains(u"stopped"_s));
        QCOMPARE(m_folder->names(), std::vector<std::string>{"tiny.pth"});
    }

    void filtersByMouseAndKeyboard()
    {
        open();
        const RemapCounts counts = planConversion(m_options).remap.counts;
        const std::pair<const char*, std::size_t> groups[] = {{"filterRenamed", counts.renamed},
                                                              {"filterKept", counts.kept},
                                                              {"filterDuplicated", counts.duplicated},
                                                              {"filterDropped", counts.dropped},
                                                              {"filterProblems", 0}};
        const int all = table().rowCount();
        for (const auto& [button, count] : groups) {
            QVERIFY(clickOn<QToolButton>(*m_window, button));
            QCOMPARE(table().rowCount(), static_cast<int>(count));
            QVERIFY(clickOn<QToolButton>(*m_window, button));
            QCOMPARE(table().rowCount(), all);
            child<QToolButton>(*m_window, button).setFocus();
            pressSpace();
            QCOMPARE(table().rowCount(), static_cast<int>(count));
            pressSpace();
        }
        auto& rules = child<QComboBox>(*m_window, "ruleBox");
        QTest::mouseClick(&rules, Qt::LeftButton);
        QAbstractItemView& list = *rules.view();
        TRY_VERIFY(list.isVisible());
        QTest::mouseMove(list.viewport(), list.visualRect(list.model()->index(1, 0)).center());
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, list.visualRect(list.model()->index(1, 0)).center());
        TRY_COMPARE(rules.currentIndex(), 1);
        QVERIFY(table().rowCount() < all && table().rowCount() > 0);
    }

    void clicksOnTheHeaderSort()
    {
        open();
        clickHeader(RemapModel::Bytes);
        const QList<qulonglong> up = column(RemapModel::Bytes);
        QVERIFY(std::ranges::is_sorted(up) && up.front() < up.back());
        clickHeader(RemapModel::Bytes);
        QVERIFY(std::ranges::is_sorted(column(RemapModel::Bytes), std::greater<>()));
        clickHeader(RemapModel::Bytes); // and back to the order of the checkpoint
        QVERIFY(std::ranges::is_sorted(column(RemapModel::Number)));
    }

    void planAndLogAreSwitched()
    {
        constexpr std::uint64_t some = 30'000;
        open();
        const int planned = table().rowCount();
        StalledDisk disk([](std::uint64_t written) { return written > some; });
        QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
        TRY_VERIFY(disk.isStalled());
        TRY_VERIFY(table().rowCount() > 0 && table().rowCount() < planned);
        QVERIFY(clickOn<QToolButton>(*m_window, "showPlan"));
        QCOMPARE(table().rowCount(), planned);
        child<QToolButton>(*m_window, "showLog").setFocus();
        pressSpace();
        QVERIFY(table().rowCount() < planned);
    }

    void rowsAreCopied_data()
    {
        QTest::addColumn<bool>("keyboard");
        QTest::newRow("mouse") << false;
        QTest::newRow("keyboard") << true;
    }

    void rowsAreCopied()
    {
        QFETCH(bool, keyboard);
        open();
        QApplication::clipboard()->clear();
        clickRow(view("remapTable"), 2);
        QTest::mouseClick(view("remapTable").viewport(), Qt::LeftButton, Qt::ShiftModifier,
                          view("remapTable").visualRect(table().index(4, 0)).center());
        if (keyboard) {
            QTest::keyClick(&view("remapTable"), Qt::Key_C, Qt::ControlModifier);
        } else {
            exportWith("copyRows", false);
        }
        const QStringList lines = QApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[1].section(u'\t', 1, 1), table().index(3, RemapModel::Source).data().toString());
        QCOMPARE(text("jobText"), u"3 rows copied"_s);
    }

    void logIsExported_data()
    {
        QTest::addColumn<bool>("keyboard");
        QTest::newRow("mouse") << false;
        QTest::newRow("keyboard") << true;
    }

    void logIsExported()
    {
        QFETCH(bool, keyboard);
        convertToEnd();
        answerFileDialog(path("log.json"));
        exportWith("exportJson", keyboard);
        const auto isSaved = [this](const QString& name) {
            const QString said = text("jobText");
            return said.startsWith(u"Saved "_s) && said.endsWith(name);
        };
        TRY_VERIFY(isSaved(u"log.json"_s));
        const Json log = parseStrictJson(textOf(*m_folder / "log.json"), "log");
        QCOMPARE(log.at("rows").size(), static_cast<std::size_t>(table().rowCount()));
        QCOMPARE(log.at("rows").at(0).at("sha256").get<std::string>().size(), std::size_t(64));
        answerFileDialog(path("log.csv"));
        exportWith("exportCsv", keyboard);
        TRY_VERIFY(isSaved(u"log.csv"_s));
        const std::string csv = textOf(*m_folder / "log.csv");
        QCOMPARE(std::count(csv.begin(), csv.end(), '\n'), static_cast<std::ptrdiff_t>(table().rowCount() + 1));
    }

    void proofIsAskedForAgain()
    {
        convertToEnd();
        QVERIFY(clickOn<QPushButton>(*m_window, "checkTensors"));
        QVERIFY(text("tensorProof").contains(u"comparing"_s));
        TRY_COMPARE(verdict("tensorProof"), u"good"_s);
        TRY_COMPARE(verdict("forwardProof"), u"good"_s);
        QVERIFY(child<QLabel>(*m_window, "convertedMaskPicture").isVisible());
        QVERIFY(!child<QLabel>(*m_window, "convertedMaskPicture").pixmap().isNull());
    }
};

SAMSCOPE_TEST(tst_convert_input, QApplication, TestConvertInput)
#include "tst_convert_input.moc"
