#include "ui/widgets/wheel_guard.h"

#include "ui/widgets/path_box.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QSlider>

namespace samscope {

namespace {

/// The box that a step of the wheel over `widget` would change.
QWidget* boxOf(QObject* widget)
{
    for (QObject* one : {widget, widget->parent()}) { // the line that is typed into is the box's child
        if (qobject_cast<QComboBox*>(one) != nullptr || qobject_cast<QAbstractSpinBox*>(one) != nullptr ||
            qobject_cast<QSlider*>(one) != nullptr) {
            return static_cast<QWidget*>(one);
        }
    }
    return nullptr;
}

/// The wheel itself must not give the focus.
void takeWheelFocus(QObject* widget)
{
    if (QWidget* box = boxOf(widget); box != nullptr && box->focusPolicy() == Qt::WheelFocus) {
        box->setFocusPolicy(Qt::StrongFocus);
    }
}

} // namespace

WheelGuard::WheelGuard(QObject* parent) : QObject(parent)
{
    for (QWidget* widget : QApplication::allWidgets()) {
        takeWheelFocus(widget);
    }
    qApp->installEventFilter(this);
}

bool WheelGuard::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Polish) {
        takeWheelFocus(watched);
    } else if (event->type() == QEvent::Wheel) {
        const QWidget* box = boxOf(watched);
        if (box != nullptr && (!box->hasFocus() || qobject_cast<const PathBox*>(box) != nullptr)) {
            event->ignore(); // what lies behind gets it
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace samscope
