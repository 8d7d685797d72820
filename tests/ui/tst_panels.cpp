#include "core/checkpoint/open_checkpoint.h"
#include "tests/support/by_hand.h"
#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"
#include "ui/actions.h"

#include <QAbstractButton>
#include <QDialog>
#include <QDockWidget>
#include <QKeySequenceEdit>
#include <QMainWindow>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QToolButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// What a hand does to the window itself: panels moved, hidden and put back, shortcuts typed, the focus seen.
class TestPanels : public QObject, private SegmentFixture
{
    Q_OBJECT

    QDockWidget& dock(const char* name) { return child<QDockWidget>(*m_window, name); }
    QMainWindow& docks() { return *static_cast<QMainWindow*>(dock("maskDock").parentWidget()); }
    Qt::DockWidgetArea area(const char* name) { return docks().dockWidgetArea(&dock(name)); }

    bool isShown(const char* name) { return dock(name).isVisible(); }

    void pick(const char* action, bool keyboard)
    {
        pickFromMenu(child<QPushButton>(*m_window, "panelsButton"), action, keyboard);
    }

    /// Puts the focus into the panel of the mask.
    void enterPanel() { QVERIFY(tabTo(*m_window, "thresholdSlider")); }

    /// Drags a panel by its title and lets it go at a place of the area around the canvas.
    void drag(const char* name, QPoint goal)
    {
        QDockWidget& panel = dock(name);
        const QPoint title(40, 8);
        const auto at = [&] { return panel.mapFromGlobal(docks().mapToGlobal(goal)); };
        QTest::mousePress(&panel, Qt::LeftButton, {}, title);
        moveMouse(panel, title + QPoint(30, 30), Qt::LeftButton); // it comes off
        moveMouse(panel, at(), Qt::LeftButton);
        QTest::mouseRelease(&panel, Qt::LeftButton, {}, at());
    }

    void startAgain()
    {
        m_window->close();
        openWindow();
    }

    QDialog& keysDialog() { return child<QDialog>(*m_window, "keysDialog"); }

private Q_SLOTS:
    void init()
    {
        start();
        m_window->showWorkspace(MainWindow::Segment);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
    }
    void cleanup() { end(); }

    void panelIsHiddenAndShown_data() { mouseAndKeyboard(); }
    void panelIsHiddenAndShown()
    {
        QFETCH(bool, keyboard);
        if (keyboard) {
            pick("maskDockShown", true);
        } else {
            QTest::mouseClick(&child<QAbstractButton>(dock("maskDock"), "qt_dockwidget_closebutton"), Qt::LeftButton);
        }
        TRY_VERIFY(!isShown("maskDock"));
        startAgain();
        QVERIFY(!isShown("maskDock") && isShown("candidatesDock"));
        pick("maskDockShown", keyboard);
        TRY_VERIFY(isShown("maskDock"));
        startAgain();
        QVERIFY(isShown("maskDock"));
    }

    void panelThatSharesItsPlaceIsShownInFront_data() { mouseAndKeyboard(); }
    void panelThatSharesItsPlaceIsShownInFront()
    {
        QFETCH(bool, keyboard);
        const auto isInFront = [this](const char* name) { return !dock(name).visibleRegion().isEmpty(); };
        QVERIFY(isInFront("referenceDock") && !isShown("inputDock"));
        pick("inputDockShown", keyboard);
        TRY_VERIFY(isInFront("inputDock") && !isInFront("referenceDock"));
    }

    void panelIsDraggedToAnotherPlace_data()
    {
        QTest::addColumn<int>("goal");
        QTest::newRow("left") << int(Qt::LeftDockWidgetArea);
        QTest::newRow("bottom") << int(Qt::BottomDockWidgetArea);
    }

    void panelIsDraggedToAnotherPlace()
    {
        QFETCH(int, goal);
        const QRect room = docks().rect();
        drag("maskDock", goal == Qt::LeftDockWidgetArea ? QPoint(4, room.center().y())
                                                        : QPoint(room.center().x(), room.bottom() - 4));
        TRY_COMPARE(int(area("maskDock")), goal);
        TRY_VERIFY(!dock("maskDock").isFloating());
        startAgain();
        QCOMPARE(int(area("maskDock")), goal);
        QVERIFY(isShown("maskDock") && !dock("maskDock").isFloating());
    }

    void panelIsMoved_data()
    {
        QTest::addColumn<QString>("hand");
        QTest::addColumn<QString>("action");
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("goal");
        for (const QString& hand : {u"mouse"_s, u"keyboard"_s, u"keys"_s}) {
            const auto add = [&hand](const char* action, Qt::Key key, Qt::DockWidgetArea goal) {
                QTest::addRow("%s by %s", action, qPrintable(hand))
                    << hand << QString::fromLatin1(action) << int(key) << int(goal);
            };
            add("maskDockLeft", Qt::Key_Left, Qt::LeftDockWidgetArea);
            add("maskDockTop", Qt::Key_Up, Qt::TopDockWidgetArea);
            add("maskDockBottom", Qt::Key_Down, Qt::BottomDockWidgetArea);
        }
    }

    void panelIsMoved()
    {
        QFETCH(QString, hand);
        QFETCH(QString, action);
        QFETCH(int, key);
        QFETCH(int, goal);
        if (hand == u"keys"_s) {
            enterPanel();
            QWidget* focus = QApplication::focusWidget();
            pressKey(static_cast<Qt::Key>(key), Qt::AltModifier | Qt::ShiftModifier);
            QCOMPARE(QApplication::focusWidget(), focus); // it can be moved on
        } else {
            pick(qPrintable(action), hand == u"keyboard"_s);
        }
        TRY_COMPARE(int(area("maskDock")), goal);
        QVERIFY(isShown("maskDock"));
        startAgain();
        QCOMPARE(int(area("maskDock")), goal);
        if (hand == u"keys"_s) {
            enterPanel();
            pressKey(Qt::Key_Right, Qt::AltModifier | Qt::ShiftModifier);
        } else {
            pick("resetLayout", hand == u"keyboard"_s);
        }
        TRY_COMPARE(area("maskDock"), Qt::RightDockWidgetArea);
    }

    void panelFloats_data()
    {
        QTest::addColumn<QString>("hand");
        for (const char* hand : {"title", "mouse", "keyboard", "keys"}) {
            QTest::newRow(hand) << QString::fromLatin1(hand);
        }
    }

    void panelFloats()
    {
        QFETCH(QString, hand);
        const auto toggle = [&] {
            if (hand == u"title"_s) {
                QTest::mouseClick(&child<QAbstractButton>(dock("maskDock"), "qt_dockwidget_floatbutton"),
                                  Qt::LeftButton);
            } else if (hand == u"keys"_s) {
                pressKey(Qt::Key_F, Qt::AltModifier | Qt::ShiftModifier);
            } else {
                pick("maskDockFloat", hand == u"keyboard"_s);
            }
        };
        if (hand == u"keys"_s) {
            enterPanel();
        }
        toggle();
        TRY_VERIFY(dock("maskDock").isFloating() && isShown("maskDock"));
        if (hand == u"keys"_s) {
            TRY_COMPARE(QApplication::activeWindow(), &dock("maskDock"));
        }
        toggle();
        TRY_VERIFY(!dock("maskDock").isFloating() && isShown("maskDock"));
        QCOMPARE(area("maskDock"), Qt::RightDockWidgetArea);
        if (hand == u"keys"_s) {
            TRY_COMPARE(QApplication::activeWindow(), m_window.get());
        }
        toggle();
        TRY_VERIFY(dock("maskDock").isFloating());
        startAgain();
        QVERIFY(dock("maskDock").isFloating() && isShown("maskDock"));
        pick("resetLayout", false);
        TRY_VERIFY(!dock("maskDock").isFloating());
    }

    void panelIsResized_data() { mouseAndKeyboard(); }

    void panelIsResized()
    {
        QFETCH(bool, keyboard);
        QDockWidget* panel = &dock("maskDock");
        const QSize before = panel->size();
        if (keyboard) {
            enterPanel();
            pressKey(Qt::Key_PageUp, Qt::AltModifier | Qt::ShiftModifier);
            pressKey(Qt::Key_Home, Qt::AltModifier | Qt::ShiftModifier);
            TRY_VERIFY(panel->height() > before.height());
        } else {
            const QPoint border = panel->mapTo(&docks(), QPoint(-2, panel->height() / 2));
            QTest::mousePress(&docks(), Qt::LeftButton, {}, border);
            moveMouse(docks(), border - QPoint(24, 0), Qt::LeftButton);
            TRY_VERIFY(panel->width() > before.width()); // the border follows a timer
            QTest::mouseRelease(&docks(), Qt::LeftButton, {}, border - QPoint(24, 0));
        }
        TRY_VERIFY(panel->width() > before.width());
        const QSize after = panel->size();
        m_window->showWorkspace(MainWindow::Convert);
        startAgain();
        startAgain(); // a run that never showed the panels forgets nothing
        m_window->showWorkspace(MainWindow::Segment);
        panel = &dock("maskDock");
        TRY_COMPARE(panel->width(), after.width());
        if (keyboard) {
            enterPanel();
            pressKey(Qt::Key_PageDown, Qt::AltModifier | Qt::ShiftModifier);
            TRY_VERIFY(panel->width() < after.width());
            pressKey(Qt::Key_End, Qt::AltModifier | Qt::ShiftModifier);
            TRY_VERIFY(panel->height() < after.height());
            QVERIFY(hasEditableKeys(child<QAction>(*m_window, "panelWider")));
        }
    }

    void keysThatMoveAPanelNeedTheFocusInOne()
    {
        canvas().setFocus();
        pressKey(Qt::Key_Left, Qt::AltModifier | Qt::ShiftModifier);
        QVERIFY(text("jobText").contains(u"Put the focus into the panel first"_s));
        QCOMPARE(area("maskDock"), Qt::RightDockWidgetArea);
        QVERIFY(hasEditableKeys(child<QAction>(*m_window, "movePanelLeft")));
    }

    void shortcutsAreTypedIntoTheEditor()
    {
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto& edit = child<QKeySequenceEdit>(keysDialog(), "keys_fitAction");
        child<QScrollArea>(keysDialog(), "keysList").ensureWidgetVisible(&edit);
        QTest::mouseClick(edit.findChild<QLineEdit*>(), Qt::LeftButton);
        QTest::keyClick(&edit, Qt::Key_J, Qt::ControlModifier);
        auto& fit = child<QAction>(*m_window, "fitAction");
        TRY_COMPARE(fit.shortcut(), QKeySequence(u"Ctrl+J"_s));
        QTest::keyClick(&edit, Qt::Key_Z, Qt::ControlModifier); // belongs to Undo
        TRY_VERIFY(text("keysLine").contains(u"Undo"_s));
        QCOMPARE(fit.shortcut(), QKeySequence(u"Ctrl+J"_s));
        QVERIFY(clickOn<QPushButton>(keysDialog(), "keysReset"));
        QCOMPARE(fit.shortcut(), QKeySequence(u"Ctrl+F"_s));
        QTest::keyClick(&keysDialog(), Qt::Key_Escape);
        TRY_VERIFY(m_window->findChild<QDialog*>(u"keysDialog"_s) == nullptr);
    }

    void keysOfAnotherPlaceAreFree()
    {
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto& edit = child<QKeySequenceEdit>(keysDialog(), "keys_queueUpAction");
        QTest::keyClick(&edit, Qt::Key_G, Qt::ControlModifier); // opens a ground truth in Segment
        TRY_COMPARE(child<QAction>(*m_window, "queueUpAction").shortcut(), QKeySequence(u"Ctrl+G"_s));
        keysDialog().close();
    }

    void workspacesAreSwitchedByMouseAndKeyboard()
    {
        QVERIFY(clickOn<QAbstractButton>(*m_window, "switchConvert"));
        QVERIFY(child<QWidget>(*m_window, "convertPage").isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
        QVERIFY(child<QWidget>(*m_window, "segmentPage").isVisible());
        QVERIFY(!child<QWidget>(*m_window, "convertPage").isVisible());
        child<QAbstractButton>(*m_window, "switchCompare").setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QVERIFY(child<QWidget>(*m_window, "comparePage").isVisible());
    }

    void theFocusIsSeen_data()
    {
        QTest::addColumn<QString>("widget");
        for (const char* name : {"switchConvert", "programMenu", "openCheckpoint", "addCheckpoint", "hubButton",
                                 "variantBox", "evidenceToggle", "goalFolder", "dtypeBox", "overwriteBox",
                                 "remapFilter", "filterRenamed", "ruleBox", "exportLog"}) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
    }

    void theFocusIsSeen()
    {
        QFETCH(QString, widget);
        m_window->showWorkspace(MainWindow::Convert);
        m_window->openCheckpoint(SAMSCOPE_SOURCE_DIR "/resources/demo/demo_sam.pth");
        TRY_VERIFY(child<QWidget>(*m_window, "exportLog").isEnabled());
        auto& seen = child<QWidget>(*m_window, widget.toLatin1().constData());
        child<QWidget>(*m_window, "checkTensors").setFocus();
        child<QTableView>(*m_window, "remapTable").setFocus();
        const QImage without = seen.grab().toImage();
        seen.setFocus();
        QTest::keyClick(&seen, Qt::Key_Tab); // away and back, as somebody does who uses no mouse
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backtab);
        QVERIFY(seen.hasFocus());
        QVERIFY(seen.grab().toImage() != without);
    }
};

SAMSCOPE_TEST(tst_panels, QApplication, TestPanels)
#include "tst_panels.moc"
