#include "ui/widgets/hint_table.h"

#include "ui/theme.h"
#include "ui/widgets/widgets.h"

#include <QPainter>

namespace samscope {

void paintHint(QAbstractItemView& view, const QString& hint)
{
    QPainter painter(view.viewport());
    const QAbstractItemModel* model = view.model();
    if (model == nullptr || model->rowCount() == 0 || model->columnCount() == 0) {
        painter.setPen(themeColours(view.palette()).muted);
        const int margin = 2 * gridStep;
        painter.drawText(view.viewport()->rect().adjusted(margin, margin, -margin, -margin),
                         Qt::AlignCenter | Qt::TextWordWrap, hint);
    }
    if (view.hasFocus() && !view.currentIndex().isValid()) { // no item shows that the focus is here
        painter.setPen(themeColours(view.palette()).accent);
        painter.drawRect(view.viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

HintTable::HintTable(const QString& hint, QWidget* parent) : QTableView(parent)
{
    prepareTable(*this);
    setHint(hint);
}

void HintTable::setHint(const QString& hint)
{
    m_hint = hint;
    setAccessibleDescription(hint);
    viewport()->update();
}

void HintTable::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    paintHint(*this, m_hint);
}

} // namespace samscope
