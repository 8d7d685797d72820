#pragma once

#include "tests/support/patience.h"
#include "tests/support/window_test.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QDeadlineTimer>
#include <QMenu>
#include <QMouseEvent>
#include <QSlider>
#include <QStyleOptionComboBox>
#include <QStyleOptionSlider>
#include <QTest>
#include <QTimer>
#include <QWheelEvent>

namespace samscope {

/// Rows "mouse" and "keyboard" of a test's data, in the column `keyboard`.
inline void mouseAndKeyboard()
{
    QTest::addColumn<bool>("keyboard");
    QTest::newRow("mouse") << false;
    QTest::newRow("keyboard") << true;
}

/// Until a window of the program has the keyboard: it comes back some time after a menu has closed. After a dialog it
/// does not on the offscreen platform, where no desktop sees to it.
inline void waitForKeyboard()
{
    const auto hasIt = [] {
        return QApplication::activeWindow() != nullptr && QApplication::activeWindow()->isVisible();
    };
    if (!hasIt()) {
        handlePostedEvents();
    }
    if (!hasIt()) {
        for (QWidget* window : QApplication::topLevelWidgets()) {
            if (window->isVisible() && window->windowType() != Qt::Popup) {
                window->activateWindow();
            }
        }
    }
    TRY_VERIFY(hasIt());
}

/// Tab until the widget of this name has the focus; false when it never gets it.
inline bool tabTo(QWidget& window, const char* objectName)
{
    waitForKeyboard();
    for (int i = 0; i < 150; ++i) {
        QWidget* focus = QApplication::focusWidget();
        if (focus != nullptr && focus->objectName() == QLatin1String(objectName)) {
            return true;
        }
        QTest::keyClick(focus != nullptr ? focus : &window, Qt::Key_Tab);
    }
    return false;
}

inline void pressKey(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
{
    waitForKeyboard();
    QTest::keyClick(QApplication::focusWidget(), key, modifiers);
}

/// Moves the mouse over `widget`, also where that lies outside the small offscreen screen (there QTest::mouseMove does
/// nothing).
inline void moveMouse(QWidget& widget, QPointF place, Qt::MouseButtons buttons = Qt::NoButton)
{
    QMouseEvent move(QEvent::MouseMove, place, widget.mapToGlobal(place), Qt::NoButton, buttons, {});
    QCoreApplication::sendEvent(&widget, &move);
}

/// Turns the wheel over `widget`: away from the user by so many steps.
inline void turnWheel(QWidget& widget, QPointF place, int steps)
{
    QWheelEvent event(place, widget.mapToGlobal(place), {}, {0, 120 * steps}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QSpontaneKeyEvent::setSpontaneous(&event); // only then Qt offers it to what lies behind, too
    qApp->notify(&widget, &event);
}

/// Presses a button of the mouse, moves it over the way to `to`, calls `held` and lets the button go there.
inline void dragMouse(
    QWidget& widget, QPoint from, QPoint to, Qt::MouseButton button = Qt::LeftButton,
    const std::function<void()>& held = [] {})
{
    QTest::mousePress(&widget, button, {}, from);
    moveMouse(widget, (from + to) / 2, button);
    moveMouse(widget, to, button);
    held();
    QTest::mouseRelease(&widget, button, {}, to);
}

/// Takes the handle of a slider that lies and lets it go at a share of its way; `held` is called before that.
inline void dragSlider(
    QSlider& slider, double share, const std::function<void()>& held = [] {})
{
    QStyleOptionSlider option;
    option.initFrom(&slider);
    option.minimum = slider.minimum();
    option.maximum = slider.maximum();
    option.sliderPosition = option.sliderValue = slider.value();
    const auto part = [&](QStyle::SubControl which) {
        return slider.style()->subControlRect(QStyle::CC_Slider, &option, which, &slider);
    };
    const QRect handle = part(QStyle::SC_SliderHandle), groove = part(QStyle::SC_SliderGroove);
    const double way = groove.width() - handle.width();
    dragMouse(slider, handle.center(), {groove.left() + handle.width() / 2 + qRound(share * way), handle.center().y()},
              Qt::LeftButton, held);
}

/// Opens the list of a combo box at its arrow and clicks on a row.
inline void pickRow(QComboBox& box, int row)
{
    QStyleOptionComboBox option;
    option.initFrom(&box);
    option.editable = box.isEditable();
    const QRect arrow = box.style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxArrow, &box);
    QTest::mouseClick(&box, Qt::LeftButton, {}, arrow.center());
    QAbstractItemView& list = *box.view();
    TRY_VERIFY(hasKeyboard(list));
    const QRect item = list.visualRect(list.model()->index(row, 0));
    const QPoint place = (item & list.viewport()->rect()).center(); // an item may be wider than the list
    moveMouse(*list.viewport(), place);
    QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, place);
    TRY_VERIFY(!list.isVisible());
}

/// Follows the menu that opens next to the action of this name, through submenus. A menu that does not lead there is
/// closed, so that a test ends.
class MenuHand : public QTimer
{
public:
    MenuHand(const char* action, bool keyboard) : QTimer(qApp), m_action(QLatin1String(action)), m_keyboard(keyboard)
    {
        connect(this, &QTimer::timeout, this, &MenuHand::step);
        start(5);
    }

private:
    void step()
    {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        if (menu == nullptr) {
            return;
        }
        QAction* next = wayFrom(*menu);
        if (next == nullptr || m_deadline.hasExpired()) {
            deleteLater();
            menu->close();
        } else if (!hasKeyboard(*menu)) {
            return;
        } else if (next->menu() == nullptr) {
            if (m_keyboard && menu->activeAction() != next) {
                QTest::keyClick(menu, Qt::Key_Down);
                return;
            }
            stop(); // what the action does may run an event loop
            deleteLater();
            choose(*menu, *next);
        } else if (m_keyboard && menu->activeAction() != next) {
            QTest::keyClick(menu, Qt::Key_Down);
        } else if (m_opened != next) {
            m_opened = next;
            choose(*menu, *next);
        }
    }

    QAction* wayFrom(const QMenu& menu) const
    {
        for (QAction* action : menu.actions()) {
            if (action->objectName() == m_action ||
                (action->menu() != nullptr && wayFrom(*action->menu()) != nullptr)) {
                return action;
            }
        }
        return nullptr;
    }

    void choose(QMenu& menu, QAction& action)
    {
        if (m_keyboard) {
            QTest::keyClick(&menu, Qt::Key_Return);
        } else {
            QTest::mouseClick(&menu, Qt::LeftButton, {}, menu.actionGeometry(&action).center());
        }
    }

    QString m_action;
    bool m_keyboard;
    QDeadlineTimer m_deadline{patience};
    QAction* m_opened = nullptr;
};

/// Presses a button, which the keyboard goes to with Tab.
inline void pressButton(QWidget& window, const char* button, bool keyboard)
{
    if (keyboard) {
        QVERIFY(tabTo(window, button));
        pressKey(Qt::Key_Space);
    } else {
        QVERIFY(clickOn<QAbstractButton>(window, button));
    }
}

/// Gives a path to a box: typed over what is there, or by its Open… button and the file dialog.
inline void givePath(QWidget& window, const char* box, const char* button, const QString& path, bool keyboard)
{
    if (keyboard) {
        QVERIFY(tabTo(window, box));
        pressKey(Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), path);
        pressKey(Qt::Key_Return);
    } else {
        answerFileDialog(path);
        QVERIFY(clickOn<QAbstractButton>(window, button));
    }
}

/// Opens a file with Ctrl+O and more keys, pressed on the canvas.
inline void openByShortcut(QWidget& canvas, const char* box, const QString& path, Qt::KeyboardModifiers more)
{
    canvas.window()->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(canvas.window(), patience));
    canvas.setFocus();
    answerFileDialog(path);
    QTest::keyClick(&canvas, Qt::Key_O, Qt::ControlModifier | more);
    TRY_COMPARE(child<QComboBox>(*canvas.window(), box).currentText(), path);
}

/// Picks an action from the menu that `button` opens.
inline void pickFromMenu(QWidget& button, const char* action, bool keyboard)
{
    new MenuHand(action, keyboard);
    if (keyboard) {
        QVERIFY(tabTo(*button.window(), qPrintable(button.objectName())));
        pressKey(Qt::Key_Space);
    } else {
        QTest::mouseClick(&button, Qt::LeftButton);
    }
}

/// Ends the program by its menu or its key; the window is hidden, but goes on until it is destroyed.
inline void quitByHand(QWidget& window, bool keyboard)
{
    if (keyboard) {
        pressKey(Qt::Key_Q, Qt::ControlModifier);
    } else {
        pickFromMenu(child<QWidget>(window, "programMenu"), "quitAction", false);
    }
    TRY_VERIFY(!window.isVisible());
}

} // namespace samscope
