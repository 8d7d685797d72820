#include "ui/widgets/keys_dialog.h"

#include "ui/actions.h"
#include "ui/theme.h"
#include "ui/widgets/widgets.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

/// The one of `workspaces` that the action belongs to; nothing when it works in all.
QWidget* workspaceOf(const QAction& action, const QList<QWidget*>& workspaces)
{
    for (const QObject* holder = action.parent(); holder != nullptr; holder = holder->parent()) {
        if (const auto at = workspaces.indexOf(holder); at >= 0) {
            return workspaces[at];
        }
    }
    return nullptr;
}

} // namespace

KeysDialog::KeysDialog(QWidget& window) : QDialog(&window), m_line(new QLabel)
{
    setObjectName(u"keysDialog"_s);
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* holder = new QWidget;
    auto* form = new QFormLayout(holder);
    form->setSpacing(gridStep);
    const QList<QWidget*> workspaces{nullptr, window.findChild<QWidget*>(u"convertPage"_s),
                                     window.findChild<QWidget*>(u"segmentPage"_s),
                                     window.findChild<QWidget*>(u"comparePage"_s)};
    const QStringList headings{tr("Everywhere"), tr("Convert"), tr("Segment"), tr("Compare")};
    for (qsizetype i = 0; i < workspaces.size(); ++i) {
        form->addRow(heading(headings[i]));
        for (QAction* action : window.findChildren<QAction*>()) {
            if (hasEditableKeys(*action) && workspaceOf(*action, workspaces) == workspaces[i]) {
                addRow(*form, *action);
            }
        }
    }
    auto* scroll = new QScrollArea;
    name(scroll, u"keysList"_s, windowTitle());
    scroll->setWidget(holder);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    name(m_line, u"keysLine"_s, tr("Outcome of the last change"));
    m_line->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton& close = *buttons->button(QDialogButtonBox::Close);
    close.setObjectName(u"keysClose"_s);
    close.setIcon({}); // black in some icon themes, whatever the palette
    auto* defaults = buttons->addButton(tr("Put all back"), QDialogButtonBox::ResetRole);
    defaults->setObjectName(u"keysReset"_s);
    connect(defaults, &QPushButton::clicked, this, &KeysDialog::reset);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_line);
    layout->addWidget(buttons);
    resize(56 * gridStep, 70 * gridStep);
}

void KeysDialog::addRow(QFormLayout& form, QAction& action)
{
    auto* edit = new QKeySequenceEdit(action.shortcut());
    name(edit, u"keys_"_s + action.objectName(), action.text());
    form.addRow(action.text(), edit);
    m_rows.emplace_back(&action, edit);
    connect(edit, &QKeySequenceEdit::editingFinished, &action, // which may go before this dialog
            [this, &action, edit] { change(action, *edit); });
}

void KeysDialog::change(QAction& action, QKeySequenceEdit& edit)
{
    const QKeySequence keys = edit.keySequence();
    for (const auto& [other, unused] : m_rows) {
        if (other != &action && !keys.isEmpty() && other->shortcut() == keys && sharePlace(*other, action)) {
            setTextColour(*m_line, themeColours(palette()).bad);
            m_line->setText(tr("%1 already belongs to “%2”; give that one other keys first")
                                .arg(keys.toString(QKeySequence::NativeText), other->text()));
            edit.setKeySequence(action.shortcut());
            return;
        }
    }
    setKeys(action, keys);
    m_line->clear();
}

void KeysDialog::reset()
{
    for (const auto& [action, edit] : m_rows) {
        setKeys(*action, defaultKeys(*action));
        edit->setKeySequence(action->shortcut());
    }
    m_line->clear();
}

} // namespace samscope
