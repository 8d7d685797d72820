#include "ui/widgets/path_box.h"

#include "ui/theme.h"

#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>

namespace samscope {

PathBox::PathBox(const Setting<QStringList>& recent, const QString& placeholder, QWidget* parent)
    : QComboBox(parent), m_recent(recent)
{
    setEditable(true);
    setInsertPolicy(QComboBox::NoInsert);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMinimumContentsLength(12);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setAcceptDrops(true);
    addItems(recent.get());
    setCurrentIndex(-1);
    lineEdit()->setPlaceholderText(placeholder);
    lineEdit()->setAcceptDrops(false);
    const auto choose = [this] {
        if (!path().isEmpty()) {
            Q_EMIT chosen(path());
        }
    };
    connect(this, &QComboBox::activated, this, choose);
    connect(lineEdit(), &QLineEdit::returnPressed, this, choose);
}

QString PathBox::path() const
{
    return currentText().trimmed();
}

void PathBox::setPath(const QString& path)
{
    settings::addRecent(m_recent, path);
    clear();
    addItems(m_recent.get());
    showPath(path);
}

void PathBox::showPath(const QString& path)
{
    setCurrentIndex(findText(path));
    setEditText(path);
    lineEdit()->setCursorPosition(static_cast<int>(path.size()));
    setToolTip(path);
}

void PathBox::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().constFirst().isLocalFile()) {
        event->acceptProposedAction();
    }
}

void PathBox::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    Q_EMIT chosen(event->mimeData()->urls().constFirst().toLocalFile());
}

} // namespace samscope
