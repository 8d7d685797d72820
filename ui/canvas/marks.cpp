#include "ui/canvas/marks.h"

#include "ui/theme.h"

#include <QPainter>
#include <QPixmapCache>

namespace samscope {

namespace {

void drawPointMark(QPainter& painter, QPointF centre, bool foreground, const QColor& fill)
{
    constexpr double radius = 7;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Qt::white, 2));
    painter.setBrush(fill);
    if (foreground) {
        painter.drawEllipse(centre, radius, radius);
    } else {
        painter.drawRect(QRectF(centre.x() - radius + 1, centre.y() - radius + 1, 2 * radius - 2, 2 * radius - 2));
    }
    constexpr double arm = 3.5;
    painter.drawLine(centre - QPointF(arm, 0), centre + QPointF(arm, 0));
    if (foreground) {
        painter.drawLine(centre - QPointF(0, arm), centre + QPointF(0, arm));
    }
}

} // namespace

// Drawn once and kept: hundreds of marks are painted within a frame.
void paintPoint(QPainter& painter, const ViewTransform& view, const PointPrompt& point, const QPalette& palette)
{
    constexpr int side = 20;
    const bool foreground = point.label == 1;
    const QColor fill = foreground ? themeColours(palette).foreground : themeColours(palette).background;
    const double ratio = painter.device()->devicePixelRatioF();
    const QString key = QStringLiteral("point %1 %2 %3").arg(foreground).arg(fill.name()).arg(ratio);
    QPixmap mark;
    if (!QPixmapCache::find(key, &mark)) {
        mark = QPixmap(QSize(side, side) * ratio);
        mark.setDevicePixelRatio(ratio);
        mark.fill(Qt::transparent);
        QPainter drawing(&mark);
        drawPointMark(drawing, QPointF(side, side) / 2, foreground, fill);
        drawing.end();
        QPixmapCache::insert(key, mark);
    }
    painter.drawPixmap(view.toView(QPointF(point.x + 0.5, point.y + 0.5)) - QPointF(side, side) / 2, mark);
}

void paintBox(QPainter& painter, const ViewTransform& view, const Rect<double>& box, const QPalette& palette)
{
    const QRectF frame = view.toView(QRectF(QPointF(box.x0, box.y0), QPointF(box.x1, box.y1)));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(Qt::white, 4));
    painter.drawRect(frame);
    painter.setPen(QPen(themeColours(palette).foreground, 2));
    painter.drawRect(frame);
    painter.restore();
}

void paintCursor(QPainter& painter, const ViewTransform& view, QPoint pixel, const QPalette& palette)
{
    constexpr double from = 6, to = 16;
    const QPointF centre = view.toView(QPointF(pixel) + QPointF(0.5, 0.5));
    painter.save();
    for (const QPen& pen : {QPen(Qt::white, 4), QPen(themeColours(palette).accent, 2)}) {
        painter.setPen(pen);
        for (const QPointF arm : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) {
            painter.drawLine(centre + arm * from, centre + arm * to);
        }
    }
    painter.restore();
}

} // namespace samscope
