#pragma once

#include <QKeySequence>
#include <QString>

#include <functional>

class QAbstractButton;
class QAction;
class QToolButton;
class QWidget;

namespace samscope {

/// Adds an action to `owner` that works while the focus is in it (`Qt::WidgetWithChildrenShortcut`) or, for
/// `Qt::WidgetShortcut`, on it. `id` is its object name, by which the user's own keys are remembered; `keys` are those
/// it has otherwise.
QAction* addAction(QWidget& owner, const QString& id, const QString& text, const QKeySequence& keys,
                   const std::function<void()>& act, Qt::ShortcutContext context = Qt::WidgetWithChildrenShortcut);

/// The keys that an action of addAction has unless the user says otherwise.
QKeySequence defaultKeys(const QAction& action);
/// True for actions of addAction.
bool hasEditableKeys(const QAction& action);
/// The focus can be where both actions work, so that they need different keys.
bool sharePlace(const QAction& a, const QAction& b);
/// Gives an action other keys and remembers them.
void setKeys(QAction& action, const QKeySequence& keys);

/// What a hint says: `withKeys`, in which %1 is the keys that the action has now, or `without` when it has none.
QString hintOf(const QAction& action, const QString& withKeys, const QString& without);

/// Gives `button` a tool tip, for good: `pattern`, in which %1 is the text of `action` and its keys.
void showKeys(QAbstractButton& button, QAction& action, const QString& pattern = QStringLiteral("%1"));

/// Gives `button` the text of `action` and a tool tip by showKeys; clicking it triggers the action, unless the button
/// is checkable: then the action is expected to toggle the button.
void attach(QToolButton& button, QAction& action, const QString& pattern = QStringLiteral("%1"));

} // namespace samscope
