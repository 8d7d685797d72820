#include "ui/models/name_delegate.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

#include "ui/models/name_diff.h"
#include "ui/models/remap_model.h"
#include "ui/theme.h"

namespace samscope {

namespace {

QList<QTextLayout::FormatRange> markedParts(const QString& name, const QString& other, const QColor& colour)
{
    QList<QTextLayout::FormatRange> formats;
    for (const TextRange& range : changedParts(name, other)) {
        QTextLayout::FormatRange format;
        format.start = range.start;
        format.length = range.length;
        format.format.setBackground(colour);
        formats.append(format);
    }
    return formats;
}

} // namespace

void NameDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString name = item.text;
    const QString other = index.data(RemapModel::OtherNameRole).toString();
    if (name.isEmpty() || other.isEmpty()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    item.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const bool selected = item.state.testFlag(QStyle::State_Selected);
    QTextLayout layout(name, item.font);
    if (!selected) {
        layout.setFormats(markedParts(name, other, themeColours(item.palette).changed));
    }
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
    const int margin = QApplication::style()->pixelMetric(QStyle::PM_FocusFrameHMargin, &item, item.widget) + 1;
    const QRectF area = QRectF(item.rect).adjusted(margin, 0, -margin, 0);
    const double top = area.top() + (area.height() - layout.boundingRect().height()) / 2;
    painter->save();
    painter->setClipRect(area);
    painter->setPen(item.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    layout.draw(painter, QPointF(area.left(), top));
    painter->restore();
}

} // namespace samscope
