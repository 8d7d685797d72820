#pragma once

#include <QAccessible>
#include <QApplication>
#include <QDropEvent>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QWidget>
#include <QWindow>

#include <functional>

namespace samscope {

/// Settings of their own, so that a test neither sees nor changes the user's.
inline void isolateSettings(const QTemporaryDir& folder)
{
    QCoreApplication::setOrganizationName(QStringLiteral("samscope-tests"));
    QCoreApplication::setApplicationName(QStringLiteral("window"));
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
    QSettings().clear();
}

/// The only child with this object name; fails hard when there is none, since every test needs it.
template <typename Widget> Widget& child(QWidget& parent, const char* objectName)
{
    auto* found = parent.findChild<Widget*>(QString::fromLatin1(objectName));
    if (found == nullptr) {
        qFatal("no child is called %s", objectName);
    }
    return *found;
}

/// Clicks as a user does: the widget must be there, visible and enabled.
template <typename Widget> bool clickOn(QWidget& parent, const char* objectName)
{
    Widget& widget = child<Widget>(parent, objectName);
    if (!widget.isVisible() || !widget.isEnabled()) {
        return false;
    }
    QTest::mouseClick(&widget, Qt::LeftButton);
    return true;
}

/// It is open and has the keyboard. What closes a menu or a dialog before that leaves the keyboard with it, for ever.
inline bool hasKeyboard(const QWidget& popup)
{
    return popup.isVisible() && popup.window()->windowHandle() == QGuiApplication::focusWindow();
}

/// What a screen reader says of a widget first.
inline QString spokenName(QWidget& widget)
{
    return QAccessible::queryAccessibleInterface(&widget)->text(QAccessible::Name);
}

/// It says what the widget is: by its name, or for a label, whose text may be empty now, by its description.
inline bool isNamed(QWidget& widget)
{
    return !spokenName(widget).isEmpty() ||
           (qobject_cast<QLabel*>(&widget) != nullptr && !widget.accessibleDescription().isEmpty());
}

/// Files dragged from a file manager and let go over `target`.
inline void dropFiles(QWidget& target, const QStringList& paths)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& path : paths) {
        urls.append(QUrl::fromLocalFile(path));
    }
    data.setUrls(urls);
    const QPoint middle = target.rect().center();
    QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &event);
    QVERIFY(event.isAccepted());
}

/// Types a path into the file dialog that opens next and confirms it.
inline void answerFileDialog(const QString& path)
{
    auto* timer = new QTimer(qApp);
    QObject::connect(timer, &QTimer::timeout, timer, [timer, path] {
        auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
        if (dialog != nullptr && hasKeyboard(*dialog)) {
            timer->deleteLater();
            child<QLineEdit>(*dialog, "fileNameEdit").setText(path);
            QMetaObject::invokeMethod(dialog, "accept");
        }
    });
    timer->start(5);
}

} // namespace samscope
