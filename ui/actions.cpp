#include "ui/actions.h"

#include "ui/settings.h"

#include <QAction>
#include <QToolButton>
#include <QVariant>
#include <QWidget>

namespace samscope {

namespace {

constexpr const char* defaultKeysProperty = "samscopeDefaultKeys";

} // namespace

QAction* addAction(QWidget& owner, const QString& id, const QString& text, const QKeySequence& keys,
                   const std::function<void()>& act, Qt::ShortcutContext context)
{
    auto* action = new QAction(text, &owner);
    action->setObjectName(id);
    action->setProperty(defaultKeysProperty, keys.toString(QKeySequence::PortableText));
    action->setShortcut(settings::keys(id).get().value_or(keys));
    action->setShortcutContext(context);
    QObject::connect(action, &QAction::triggered, &owner, act);
    owner.addAction(action);
    return action;
}

QKeySequence defaultKeys(const QAction& action)
{
    return QKeySequence(action.property(defaultKeysProperty).toString(), QKeySequence::PortableText);
}

bool hasEditableKeys(const QAction& action)
{
    return action.property(defaultKeysProperty).isValid();
}

bool sharePlace(const QAction& a, const QAction& b)
{
    const auto* one = qobject_cast<const QWidget*>(a.parent());
    const auto* other = qobject_cast<const QWidget*>(b.parent());
    return one != nullptr && other != nullptr && (one == other || one->isAncestorOf(other) || other->isAncestorOf(one));
}

void setKeys(QAction& action, const QKeySequence& keys)
{
    action.setShortcut(keys);
    settings::keys(action.objectName()).set(keys == defaultKeys(action) ? std::nullopt : std::optional(keys));
}

QString hintOf(const QAction& action, const QString& withKeys, const QString& without)
{
    const QString keys = action.shortcut().toString(QKeySequence::NativeText);
    return keys.isEmpty() ? without : withKeys.arg(keys);
}

void showKeys(QAbstractButton& button, QAction& action, const QString& pattern)
{
    const auto show = [&button, &action, pattern] {
        button.setToolTip(pattern.arg(hintOf(action, action.text() + QStringLiteral(" (%1)"), action.text())));
    };
    QObject::connect(&action, &QAction::changed, &button, show);
    show();
}

void attach(QToolButton& button, QAction& action, const QString& pattern)
{
    button.setText(action.text());
    button.setAccessibleName(action.text());
    if (!button.isCheckable()) {
        QObject::connect(&button, &QToolButton::clicked, &action, &QAction::trigger);
    }
    showKeys(button, action, pattern);
}

} // namespace samscope
