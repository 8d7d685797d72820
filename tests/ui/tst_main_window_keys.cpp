#include "tests/support/by_hand.h"
#include "tests/support/convert_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/stalled_disk.h"
#include "tests/support/test_program.h"
#include "ui/actions.h"

#include <QAction>
#include <QClipboard>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QShortcut>

#include <limits>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// The keys of the window and of Convert: what they do, and that the editor of shortcuts changes it.
class TestMainWindowKeys : public QObject, private ConvertFixture
{
    Q_OBJECT

    QWidget& keysDialog() { return child<QWidget>(*m_window, "keysDialog"); }
    QAction& action(const char* id) { return child<QAction>(*m_window, id); }
    bool shows(const char* page) { return child<QWidget>(*m_window, page).isVisible(); }
    QString tip(const char* button) { return child<QWidget>(*m_window, button).toolTip(); }

    /// Opens the editor and types keys of one stroke into the row of an action.
    void typeKeys(const char* id, Qt::Key key, Qt::KeyboardModifiers modifiers, bool keyboard)
    {
        const QByteArray row = QByteArray("keys_") + id;
        if (keyboard) {
            QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        } else {
            pickFromMenu(child<QWidget>(*m_window, "programMenu"), "keysAction", false);
        }
        TRY_COMPARE(QApplication::activeWindow(), &keysDialog());
        auto& edit = child<QKeySequenceEdit>(keysDialog(), row.constData());
        if (keyboard) {
            QVERIFY(tabTo(keysDialog(), row.constData()));
        } else {
            QTest::mouseClick(edit.findChild<QLineEdit*>(), Qt::LeftButton);
        }
        pressKey(key, modifiers);
    }

    /// Gives an action keys of one stroke in the editor and leaves it.
    void changeKeys(const char* id, Qt::Key key, Qt::KeyboardModifiers modifiers, bool keyboard)
    {
        typeKeys(id, key, modifiers, keyboard);
        TRY_COMPARE(action(id).shortcut(), QKeySequence(QKeyCombination(modifiers, key)));
        if (keyboard) {
            pressKey(Qt::Key_Tab);
            pressKey(Qt::Key_Tab);
            QTest::keyClick(&keysDialog(), Qt::Key_Escape);
        } else {
            QVERIFY(clickOn<QPushButton>(keysDialog(), "keysClose"));
        }
        TRY_VERIFY(m_window->findChild<QWidget*>(u"keysDialog"_s) == nullptr);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void theFocusIsSeenAfterASwitch()
    {
        for (const auto& [key, first] : {std::pair(Qt::Key_2, "modelPath"), std::pair(Qt::Key_1, "checkpointPath"),
                                         std::pair(Qt::Key_3, "compareModelA")}) {
            QTest::keyClick(m_window.get(), key, Qt::ControlModifier);
            QCOMPARE(QApplication::focusWidget()->objectName(), QLatin1String(first));
        }
    }

    void workspacesAreSwitched_data()
    {
        QTest::addColumn<QString>("button");
        QTest::addColumn<QString>("page");
        QTest::addColumn<int>("key");
        QTest::newRow("Convert") << u"switchConvert"_s << u"convertPage"_s << int(Qt::Key_1);
        QTest::newRow("Segment") << u"switchSegment"_s << u"segmentPage"_s << int(Qt::Key_2);
        QTest::newRow("Compare") << u"switchCompare"_s << u"comparePage"_s << int(Qt::Key_3);
    }

    void workspacesAreSwitched()
    {
        QFETCH(QString, button);
        QFETCH(QString, page);
        QFETCH(int, key);
        const int other = key == Qt::Key_2 ? Qt::Key_1 : Qt::Key_2;
        QTest::keyClick(m_window.get(), static_cast<Qt::Key>(other), Qt::ControlModifier);
        QVERIFY(!shows(qPrintable(page)));
        QTest::keyClick(m_window.get(), static_cast<Qt::Key>(key), Qt::ControlModifier);
        QVERIFY(shows(qPrintable(page)));
        QTest::keyClick(m_window.get(), static_cast<Qt::Key>(other), Qt::ControlModifier);
        QVERIFY(clickOn<QAbstractButton>(*m_window, qPrintable(button)));
        QVERIFY(shows(qPrintable(page)));
    }

    void sizeAndWorkspaceAreKept_data() { mouseAndKeyboard(); }
    void sizeAndWorkspaceAreKept()
    {
        QFETCH(bool, keyboard);
        const QSize size(720, 610);
        m_window->resize(size);
        TRY_COMPARE(m_window->size(), size);
        if (keyboard) {
            pressKey(Qt::Key_3, Qt::ControlModifier);
            pressKey(Qt::Key_Q, Qt::ControlModifier);
        } else {
            QVERIFY(clickOn<QAbstractButton>(*m_window, "switchCompare"));
            pickFromMenu(child<QWidget>(*m_window, "programMenu"), "quitAction", false);
        }
        TRY_VERIFY(!m_window->isVisible());
        openWindow();
        QCOMPARE(m_window->size(), size);
        QVERIFY(child<QWidget>(*m_window, "comparePage").isVisible());
    }

    void keysOfAWorkspaceAreChanged_data() { mouseAndKeyboard(); }
    void keysOfAWorkspaceAreChanged()
    {
        QFETCH(bool, keyboard);
        QVERIFY(tip("switchSegment").contains(u"Ctrl+2"_s));
        QVERIFY(text("firstStepsText").contains(u"Segment (Ctrl+2)"_s));
        changeKeys("switchSegmentAction", Qt::Key_G, Qt::AltModifier, keyboard);
        QVERIFY(tip("switchSegment").contains(u"Alt+G"_s));
        QVERIFY(text("firstStepsText").contains(u"Segment (Alt+G)"_s));
        pressKey(Qt::Key_2, Qt::ControlModifier);
        QVERIFY(shows("convertPage"));
        pressKey(Qt::Key_G, Qt::AltModifier);
        QVERIFY(shows("segmentPage"));
        pressKey(Qt::Key_1, Qt::ControlModifier); // the others are as they were
        QVERIFY(shows("convertPage"));
        openWindow();
        QCOMPARE(action("switchSegmentAction").shortcut(), QKeySequence(u"Alt+G"_s));
        QCOMPARE(defaultKeys(action("switchSegmentAction")), QKeySequence(u"Ctrl+2"_s));
    }

    void keysOfAnotherActionAreRefused_data() { mouseAndKeyboard(); }
    void keysOfAnotherActionAreRefused()
    {
        QFETCH(bool, keyboard);
        typeKeys("copyRows", Qt::Key_3, Qt::ControlModifier, keyboard);
        TRY_VERIFY(text("keysLine").contains(u"Go to Compare"_s));
        QCOMPARE(action("copyRows").shortcut(), QKeySequence(QKeySequence::Copy));
    }

    void theWindowMayGoWhileKeysAreTyped()
    {
        typeKeys("copyRows", Qt::Key_Y, Qt::ControlModifier, true);
        QVERIFY(child<QWidget>(keysDialog(), "keys_copyRows").hasFocus());
        m_window.reset();
    }

    void keysOfCopyAreChanged_data() { mouseAndKeyboard(); }
    void keysOfCopyAreChanged()
    {
        QFETCH(bool, keyboard);
        open();
        changeKeys("copyRows", Qt::Key_Y, Qt::ControlModifier, keyboard);
        QApplication::clipboard()->clear();
        clickRow(view("remapTable"), 2);
        pressKey(Qt::Key_C, Qt::ControlModifier);
        QVERIFY(!text("jobText").contains(u"copied"_s));
        pressKey(Qt::Key_Y, Qt::ControlModifier);
        QCOMPARE(text("jobText"), u"1 row copied"_s);
        QVERIFY(QApplication::clipboard()->text().contains(table().index(2, 1).data().toString()));
    }

    void keysOfTheQueueAreChanged()
    {
        dropFiles(*m_window, {checkpoint("a.pth"), checkpoint("b.pth")});
        TRY_VERIFY(canConvert());
        changeKeys("queueDownAction", Qt::Key_J, Qt::AltModifier, true);
        QVERIFY2(tip("queueDown").contains(u"Alt+J"_s), qPrintable(tip("queueDown")));
        clickRow(view("queueTable"), 0);
        pressKey(Qt::Key_J, Qt::AltModifier);
        QCOMPARE(view("queueTable").model()->index(0, 0).data().toString(), u"b.pth"_s);
    }

    void keysOfStopAreChanged_data() { mouseAndKeyboard(); }
    void keysOfStopAreChanged()
    {
        QFETCH(bool, keyboard);
        open();
        QVERIFY2(tip("jobStop").contains(u"Ctrl+."_s), qPrintable(tip("jobStop")));
        changeKeys("stopAction", Qt::Key_X, Qt::AltModifier, keyboard);
        QVERIFY2(tip("jobStop").contains(u"Alt+X"_s), qPrintable(tip("jobStop")));
        StalledDisk disk([](std::uint64_t written) { return written > 10'000; });
        QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
        TRY_VERIFY(disk.isStalled());
        view("remapTable").setFocus();
        pressKey(Qt::Key_Period, Qt::ControlModifier);
        QVERIFY(child<QWidget>(*m_window, "jobStop").isEnabled());
        pressKey(Qt::Key_X, Qt::AltModifier);
        QVERIFY(!child<QWidget>(*m_window, "jobStop").isEnabled());
        disk.release();
        TRY_VERIFY(text("jobText").contains(u"stopped"_s));
    }

    void keysStandUnderTheirWorkspace()
    {
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        TRY_COMPARE(QApplication::activeWindow(), &keysDialog());
        const auto headingAbove = [this](const char* row) {
            const auto top = [this](const QWidget& widget) { return widget.mapTo(&keysDialog(), QPoint()).y(); };
            const int edit = top(child<QKeySequenceEdit>(keysDialog(), row));
            QString nearest;
            int distance = std::numeric_limits<int>::max();
            for (const QLabel* label : keysDialog().findChildren<QLabel*>()) {
                if (label->font().bold() && top(*label) < edit && edit - top(*label) < distance) {
                    distance = edit - top(*label);
                    nearest = label->text();
                }
            }
            return nearest;
        };
        QCOMPARE(headingAbove("keys_switchConvertAction"), u"Everywhere"_s);
        QCOMPARE(headingAbove("keys_copyRows"), u"Convert"_s);
        QCOMPARE(headingAbove("keys_fitAction"), u"Segment"_s);
        QCOMPARE(headingAbove("keys_compareFitAction"), u"Compare"_s);
    }

    void everyShortcutIsInTheEditor()
    {
        QStringList missing;
        for (const QAction* one : m_window->findChildren<QAction*>()) {
            if (!one->shortcut().isEmpty() && !hasEditableKeys(*one)) {
                missing.append(one->text());
            }
        }
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
        QVERIFY(m_window->findChildren<QShortcut*>().isEmpty());
    }
};

SAMSCOPE_TEST(tst_main_window_keys, QApplication, TestMainWindowKeys)
#include "tst_main_window_keys.moc"
