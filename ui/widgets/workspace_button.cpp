#include "ui/widgets/workspace_button.h"

#include "ui/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace samscope {

namespace {

constexpr double iconSide = 24;

/// Two arrows, one each way, in a square of `iconSide`.
QPainterPath arrows()
{
    QPainterPath path;
    path.moveTo(3, 8);
    path.lineTo(20, 8);
    path.moveTo(15.5, 3.5);
    path.lineTo(20, 8);
    path.lineTo(15.5, 12.5);
    path.moveTo(21, 17);
    path.lineTo(4, 17);
    path.moveTo(8.5, 12.5);
    path.lineTo(4, 17);
    path.lineTo(8.5, 21.5);
    return path;
}

/// A ring with cross hairs.
QPainterPath target()
{
    QPainterPath path;
    path.addEllipse(QPointF(12, 12), 7, 7);
    path.moveTo(12, 1.5);
    path.lineTo(12, 8);
    path.moveTo(12, 16);
    path.lineTo(12, 22.5);
    path.moveTo(1.5, 12);
    path.lineTo(8, 12);
    path.moveTo(16, 12);
    path.lineTo(22.5, 12);
    return path;
}

/// A square divided down the middle, one half hatched.
QPainterPath halves()
{
    QPainterPath path;
    path.addRoundedRect(QRectF(3, 4, 18, 16), 2, 2);
    path.moveTo(12, 1.5);
    path.lineTo(12, 22.5);
    for (const double y : {8.0, 12.0, 16.0}) {
        path.moveTo(15, y);
        path.lineTo(18, y);
    }
    return path;
}

QPainterPath drawing(WorkspaceButton::Icon icon)
{
    switch (icon) {
    case WorkspaceButton::Icon::Convert:
        return arrows();
    case WorkspaceButton::Icon::Segment:
        return target();
    case WorkspaceButton::Icon::Compare:
        break;
    }
    return halves();
}

} // namespace

WorkspaceButton::WorkspaceButton(Icon icon, const QString& text, QWidget* parent)
    : QAbstractButton(parent), m_icon(icon)
{
    setText(text);
    setCheckable(true);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed); // never squeezed away by a wide page
}

QSize WorkspaceButton::sizeHint() const
{
    const int width = fontMetrics().horizontalAdvance(text()) + 2 * gridStep;
    return {std::max(width, 9 * gridStep), static_cast<int>(iconSide) + fontMetrics().height() + 3 * gridStep};
}

void WorkspaceButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ThemeColours& colours = themeColours(palette());
    const QRectF frame = QRectF(rect()).adjusted(1, 1, -1, -1);
    if (isChecked() || underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette().color(isChecked() ? QPalette::Base : QPalette::Button));
        painter.drawRoundedRect(frame, 6, 6);
    }
    if (hasFocus()) {
        painter.setPen(QPen(colours.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(frame, 6, 6);
    }
    const QColor colour = isChecked() ? colours.accent : palette().color(QPalette::WindowText);
    painter.setPen(QPen(colour, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.save();
    painter.translate((width() - iconSide) / 2, gridStep);
    painter.drawPath(drawing(m_icon));
    painter.restore();
    painter.setPen(colour);
    painter.drawText(rect().adjusted(0, static_cast<int>(iconSide) + gridStep, 0, -gridStep / 2), Qt::AlignCenter,
                     text());
}

} // namespace samscope
