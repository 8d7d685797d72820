#include "ui/hint_table.h"

#include <QPainter>

#include "ui/theme.h"
#include "ui/widgets.h"

namespace samscope {

HintTable::HintTable(const QString& hint, QWidget* parent) : QTableView(parent), m_hint(hint)
{
    prepareTable(*this);
}

void HintTable::setHint(const QString& hint)
{
    m_hint = hint;
    viewport()->update();
}

void HintTable::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    if (model() != nullptr && model()->rowCount() > 0 && model()->columnCount() > 0) {
        return;
    }
    QPainter painter(viewport());
    painter.setPen(themeColours(palette()).muted);
    const int margin = 2 * gridStep;
    painter.drawText(viewport()->rect().adjusted(margin, margin, -margin, -margin), Qt::AlignCenter | Qt::TextWordWrap,
                     m_hint);
}

} // namespace samscope
