#include "ui/widgets/copy_label.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFocusEvent>
#include <QKeyEvent>

namespace samscope {

CopyLabel::CopyLabel(QWidget* parent) : QLabel(parent)
{
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFocusPolicy(Qt::StrongFocus);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* action = new QAction(tr("Copy"), this);
    action->setObjectName(QStringLiteral("copyText"));
    connect(action, &QAction::triggered, this, &CopyLabel::copy);
    QWidget::addAction(action);
}

void CopyLabel::focusInEvent(QFocusEvent* event)
{
    QLabel::focusInEvent(event);
    if (event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason) {
        setSelection(0, static_cast<int>(text().size()));
    }
}

void CopyLabel::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
    } else {
        QLabel::keyPressEvent(event);
    }
}

void CopyLabel::copy() const
{
    QString chosen = hasSelectedText() ? selectedText() : text();
    QApplication::clipboard()->setText(chosen.remove(QChar(breakHere)));
}

} // namespace samscope
