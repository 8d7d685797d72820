#include "ui/models/remap_delegate.h"

#include "ui/models/name_diff.h"
#include "ui/models/remap_model.h"
#include "ui/theme.h"

#include <QApplication>
#include <QPainter>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

constexpr int keptTexts = 8000; // every cell of the largest log

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

void layOut(QTextLayout& layout)
{
    layout.setCacheEnabled(true);
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
}

bool isSelected(const QStyleOptionViewItem& item)
{
    return item.state.testFlag(QStyle::State_Selected);
}

} // namespace

RemapDelegate::RemapDelegate(QObject* parent) : QStyledItemDelegate(parent), m_texts(keptTexts) {}

const QTextLayout& RemapDelegate::textOf(const QStyleOptionViewItem& item, const QString& other, int width) const
{
    if (m_palette != item.palette.cacheKey()) {
        m_palette = item.palette.cacheKey();
        m_texts.clear();
    }
    const bool marked = !other.isEmpty() && !isSelected(item);
    const QString key = item.text + u'\n' + (marked ? other : QString()) + u'\n' + QString::number(width) + u'\n' +
                        QString::number(qHash(item.font));
    if (const QTextLayout* known = m_texts.object(key)) {
        return *known;
    }
    const QString shown = other.isEmpty() ? item.fontMetrics.elidedText(item.text, Qt::ElideRight, width) : item.text;
    auto* layout = new QTextLayout(shown, item.font);
    if (marked) {
        layout->setFormats(markedParts(item.text, other, themeColours(item.palette).changed));
    }
    layOut(*layout);
    m_texts.insert(key, layout);
    return *layout;
}

void RemapDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QStyle& style = *QApplication::style();
    style.drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, item.widget);
    const int margin = style.pixelMetric(QStyle::PM_FocusFrameHMargin, &item, item.widget) + 1;
    const QRect area = item.rect.adjusted(margin, 0, -margin, 0);
    if (!item.text.isEmpty() && area.width() > 0) {
        const QTextLayout& text = textOf(item, index.data(RemapModel::OtherNameRole).toString(), area.width());
        const QTextLine line = text.lineAt(0);
        const bool right = item.displayAlignment.testFlag(Qt::AlignRight);
        const double left = right ? area.right() + 1 - line.naturalTextWidth() : area.left();
        const bool isCut = line.naturalTextWidth() > area.width();
        if (isCut) { // few are, and a clip costs as much as a text
            painter->save();
            painter->setClipRect(area);
        }
        painter->setPen(item.palette.color(isSelected(item) ? QPalette::HighlightedText : QPalette::Text));
        text.draw(painter, QPointF(left, area.top() + (area.height() - line.height()) / 2));
        if (isCut) {
            painter->restore();
        }
    }
    if (item.state.testFlag(QStyle::State_HasFocus)) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(item);
        focus.backgroundColor = item.palette.color(isSelected(item) ? QPalette::Highlight : QPalette::Base);
        style.drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, item.widget);
    }
}

} // namespace samscope
