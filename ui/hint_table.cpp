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
    QPainter painter(viewport());
    if (model() == nullptr || model()->rowCount() == 0 || model()->columnCount() == 0) {
        painter.setPen(themeColours(palette()).muted);
        const int margin = 2 * gridStep;
        painter.drawText(viewport()->rect().adjusted(margin, margin, -margin, -margin),
                         Qt::AlignCenter | Qt::TextWordWrap, m_hint);
    }
    if (hasFocus() && !currentIndex().isValid()) { // no cell shows that the focus is here
        painter.setPen(themeColours(palette()).accent);
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

} // namespace samscope
