#include <QAbstractButton>
#include <QDialog>
#include <QDockWidget>
#include <QKeySequenceEdit>
#include <QMainWindow>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QTableView>
#include <QToolButton>

#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"
#include "ui/actions.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// What a hand does to the window itself: panels moved, hidden and put back, shortcuts typed, the focus seen.
class TestPanels : public QObject, private SegmentFixture
{
    Q_OBJECT

    QDockWidget& dock(const char* name) { return child<QDockWidget>(*m_window, name); }
    QMainWindow& docks() { return *static_cast<QMainWindow*>(dock("maskDock").parentWidget()); }
    Qt::DockWidgetArea area(const char* name) { return docks().dockWidgetArea(&dock(name)); }

    /// Picks an action of the Panels menu: by its place, or with the arrow keys.
    void pickFromMenu(const QString& text, bool keyboard)
    {
        auto& button = child<QPushButton>(*m_window, "panelsButton");
        QTimer::singleShot(0, &button, [&button, text, keyboard] {
            QMenu& menu = *button.menu();
            const auto actions = menu.actions();
            const auto found = std::ranges::find(actions, text, &QAction::text);
            if (found == actions.end()) {
                menu.close();
            } else if (keyboard) {
                while (menu.activeAction() != *found) {
                    QTest::keyClick(&menu, Qt::Key_Down);
                }
                QTest::keyClick(&menu, Qt::Key_Return);
            } else {
                QTest::mouseClick(&menu, Qt::LeftButton, {}, menu.actionGeometry(*found).center());
            }
        });
        if (keyboard) {
            button.setFocus();
            QTest::keyClick(&button, Qt::Key_Space);
        } else {
            QTest::mouseClick(&button, Qt::LeftButton);
        }
    }

    QDialog& keysDialog() { return child<QDialog>(*m_window, "keysDialog"); }

private Q_SLOTS:
    void init()
    {
        start();
        m_window->showWorkspace(MainWindow::Segment);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void cleanup() { end(); }

    void panelsAreHiddenByMouseAndComeBackByKeyboard()
    {
        auto& close = child<QAbstractButton>(dock("maskDock"), "qt_dockwidget_closebutton");
        QTest::mouseClick(&close, Qt::LeftButton);
        QVERIFY(!dock("maskDock").isVisible());
        pickFromMenu(u"Mask"_s, true);
        QVERIFY(dock("maskDock").isVisible());
        pickFromMenu(u"Mask"_s, false);
        QVERIFY(!dock("maskDock").isVisible());
    }

    void panelsFloatAndAreMovedAndPutBack()
    {
        auto& button = child<QAbstractButton>(dock("maskDock"), "qt_dockwidget_floatbutton");
        QTest::mouseClick(&button, Qt::LeftButton);
        QVERIFY(dock("maskDock").isFloating());
        QVERIFY(dock("maskDock").isVisible());
        docks().addDockWidget(Qt::LeftDockWidgetArea, &dock("maskDock")); // where a drag would let it go
        dock("maskDock").setFloating(false);
        QCOMPARE(area("maskDock"), Qt::LeftDockWidgetArea);
        m_window->close();
        openWindow();
        QCOMPARE(area("maskDock"), Qt::LeftDockWidgetArea);
        pickFromMenu(u"Put the panels back"_s, false);
        QCOMPARE(area("maskDock"), Qt::RightDockWidgetArea);
        QVERIFY(!dock("maskDock").isFloating());
    }

    void shortcutsAreTypedIntoTheEditor()
    {
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto& edit = child<QKeySequenceEdit>(keysDialog(), "keys_fitAction");
        child<QScrollArea>(keysDialog(), "keysList").ensureWidgetVisible(&edit);
        QTest::mouseClick(edit.findChild<QLineEdit*>(), Qt::LeftButton);
        QTest::keyClick(&edit, Qt::Key_J, Qt::ControlModifier);
        auto& fit = child<QAction>(*m_window, "fitAction");
        QTRY_COMPARE(fit.shortcut(), QKeySequence(u"Ctrl+J"_s));
        QTest::keyClick(&edit, Qt::Key_Z, Qt::ControlModifier); // belongs to Undo
        QTRY_VERIFY(text("keysLine").contains(u"Undo"_s));
        QCOMPARE(fit.shortcut(), QKeySequence(u"Ctrl+J"_s));
        QVERIFY(clickOn<QPushButton>(keysDialog(), "keysReset"));
        QCOMPARE(fit.shortcut(), QKeySequence(u"Ctrl+F"_s));
        QTest::keyClick(&keysDialog(), Qt::Key_Escape);
        QTRY_VERIFY(m_window->findChild<QDialog*>(u"keysDialog"_s) == nullptr);
    }

    void keysOfAnotherPlaceAreFree()
    {
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto& edit = child<QKeySequenceEdit>(keysDialog(), "keys_queueUpAction");
        QTest::keyClick(&edit, Qt::Key_G, Qt::ControlModifier); // opens a ground truth in Segment
        QTRY_COMPARE(child<QAction>(*m_window, "queueUpAction").shortcut(), QKeySequence(u"Ctrl+G"_s));
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
        QTRY_VERIFY_WITH_TIMEOUT(child<QWidget>(*m_window, "exportLog").isEnabled(), 30000);
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
