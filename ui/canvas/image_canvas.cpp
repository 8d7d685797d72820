#include "ui/canvas/image_canvas.h"

#include "ui/canvas/marks.h"
#include "ui/theme.h"

#include <QElapsedTimer>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

constexpr double crispFrom = 2; ///< zoom above which pixels are shown as squares

/// Both pixels lie inside.
Rect<double> boxBetween(QPoint a, QPoint b)
{
    return {static_cast<double>(std::min(a.x(), b.x())), static_cast<double>(std::min(a.y(), b.y())),
            std::max(a.x(), b.x()) + 1.0, std::max(a.y(), b.y()) + 1.0};
}

/// Of an arrow key.
std::optional<QPoint> directionOf(int key)
{
    switch (key) {
    case Qt::Key_Left:
        return QPoint(-1, 0);
    case Qt::Key_Right:
        return QPoint(1, 0);
    case Qt::Key_Up:
        return QPoint(0, -1);
    case Qt::Key_Down:
        return QPoint(0, 1);
    default:
        return std::nullopt;
    }
}

} // namespace

ImageCanvas::ImageCanvas(QWidget* parent) : QWidget(parent)
{
    setObjectName(u"canvas"_s);
    setAccessibleName(tr("Picture"));
    setAccessibleDescription(tr(
        "Click for foreground, right click for background, drag for a box; Ctrl with the arrow keys moves a cursor"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(40 * gridStep, 30 * gridStep);
    gestureHasChanged();
    m_preview.setStyle({.colour = QColor(0, 150, 255), .opacity = 28, .outline = 1});
}

void ImageCanvas::setPicture(std::shared_ptr<const Picture> picture)
{
    m_picture = std::move(picture);
    setLayer({});
    m_mask.setMask(nullptr);
    m_preview.setMask(nullptr);
    m_cursor.reset();
    m_corner.reset();
    m_gesture.cancel();
    gestureHasChanged();
    m_view.setPicture(m_picture ? m_picture->size() : QSize());
    viewHasChanged();
}

void ImageCanvas::setMask(std::shared_ptr<const Mask> mask)
{
    m_mask.setMask(std::move(mask));
    update();
}

void ImageCanvas::setPreview(std::shared_ptr<const Mask> mask)
{
    if (mask || !m_preview.isEmpty()) {
        m_preview.setMask(std::move(mask));
        update();
    }
}

void ImageCanvas::setMaskStyle(const MaskStyle& style)
{
    m_mask.setStyle(style);
    update();
}

void ImageCanvas::setLayer(const QImage& layer)
{
    setLayers(layer, {}, 0);
}

void ImageCanvas::setLayers(const QImage& left, const QImage& right, int column)
{
    m_layer = left;
    m_rightLayer = right;
    m_rightColumn = column;
    update();
}

void ImageCanvas::setPrompts(const PromptSet& prompts)
{
    m_prompts = prompts;
    update();
}

void ImageCanvas::setHint(const QString& hint)
{
    m_hint = hint;
    update();
}

void ImageCanvas::fit()
{
    m_view.fit();
    viewHasChanged();
}

void ImageCanvas::followView(const ViewTransform& other)
{
    m_view.setViewport(size(), devicePixelRatioF()); // which a canvas that was never seen has not told it
    if (other.isFitted()) {
        m_view.fit();
    } else {
        m_view.zoomTo(other.zoom(), {});
        const QPointF middle = other.toPicture(QRectF(QPointF(0, 0), other.viewport()).center());
        m_view.pan(QRectF(rect()).center() - m_view.toView(middle));
    }
    update();
}

void ImageCanvas::zoomTo(double zoom)
{
    m_view.zoomTo(zoom, QRectF(rect()).center());
    viewHasChanged();
}

void ImageCanvas::zoomBy(double steps)
{
    const QPointF anchor = m_cursor  ? m_view.toView(QPointF(*m_cursor) + QPointF(0.5, 0.5))
                           : m_mouse ? *m_mouse
                                     : QRectF(rect()).center();
    m_view.zoomTo(m_view.zoom() * std::pow(1.25, steps), anchor);
    viewHasChanged();
}

void ImageCanvas::moveCursor(QPoint direction, bool onePixel)
{
    if (!m_picture) {
        return;
    }
    const QPoint start = cursorOrMiddle();
    const double shown = devicePixelRatioF() / m_view.zoom(); // pixels of the picture in one of the view
    const int step = onePixel ? 1 : std::max(1, static_cast<int>(std::lround(gridStep * shown)));
    const QSize size = m_picture->size();
    m_cursor = QPoint(std::clamp(start.x() + direction.x() * step, 0, size.width() - 1),
                      std::clamp(start.y() + direction.y() * step, 0, size.height() - 1));
    const QPointF seen = m_view.toView(QPointF(*m_cursor) + QPointF(0.5, 0.5));
    const QRectF room = QRectF(rect()).adjusted(3 * gridStep, 3 * gridStep, -3 * gridStep, -3 * gridStep);
    const QPointF nearest(std::clamp(seen.x(), room.left(), std::max(room.left(), room.right())),
                          std::clamp(seen.y(), room.top(), std::max(room.top(), room.bottom())));
    if (!rect().contains(seen.toPoint())) {
        m_view.pan(nearest - seen);
    }
    viewHasChanged();
    Q_EMIT hovered(m_cursor);
}

void ImageCanvas::placePoint(int label)
{
    if (m_picture) {
        m_cursor = cursorOrMiddle();
        Q_EMIT pointed({static_cast<double>(m_cursor->x()), static_cast<double>(m_cursor->y()), label});
    }
}

void ImageCanvas::placeCorner()
{
    if (!m_picture) {
        return;
    }
    m_cursor = cursorOrMiddle();
    if (!m_corner) {
        m_corner = m_cursor;
    } else {
        const QPoint corner = *std::exchange(m_corner, std::nullopt);
        Q_EMIT boxed(boxBetween(corner, *m_cursor));
    }
    update();
}

void ImageCanvas::paintEvent(QPaintEvent*)
{
    QElapsedTimer timer;
    timer.start();
    if (m_view.deviceRatio() != devicePixelRatioF()) { // the window has gone to another screen
        m_view.setViewport(size(), devicePixelRatioF());
        Q_EMIT viewChanged();
    }
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(m_picture ? QPalette::Button : QPalette::Base));
    if (!m_picture) {
        paintHint(painter);
    } else {
        paintPicture(painter);
        paintMasks(painter);
        paintMarks(painter);
    }
    if (hasFocus()) {
        painter.setPen(themeColours(palette()).accent);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
    painter.end();
    Q_EMIT painted(static_cast<double>(timer.nsecsElapsed()) / 1e6);
}

QRectF ImageCanvas::seenPart(const QImage& image) const
{
    const QRect seen = m_view.visiblePart();
    const double across = static_cast<double>(image.width()) / m_picture->size().width();
    const double down = static_cast<double>(image.height()) / m_picture->size().height();
    return {seen.x() * across, seen.y() * down, seen.width() * across, seen.height() * down};
}

void ImageCanvas::paintPicture(QPainter& painter) const
{
    const QRect seen = m_view.visiblePart();
    if (seen.isEmpty()) {
        return;
    }
    const QImage& level = m_picture->levelFor(m_view.zoom());
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_view.zoom() < crispFrom && m_view.zoom() != 1);
    painter.drawImage(m_view.toView(QRectF(seen)), level, seenPart(level));
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_view.zoom() < crispFrom);
    paintLayers(painter);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
}

void ImageCanvas::paintLayers(QPainter& painter) const
{
    const QRectF target = m_view.toView(QRectF(m_view.visiblePart()));
    const QRectF all(rect());
    const double border = m_rightLayer.isNull() ? all.right() : m_view.toView(QPointF(m_rightColumn, 0)).x();
    painter.save();
    for (const auto& [layer, part] :
         {std::pair(&m_layer, QRectF(all.topLeft(), QPointF(border, all.bottom()))),
          std::pair(&m_rightLayer, QRectF(QPointF(border, all.top()), all.bottomRight()))}) {
        if (!layer->isNull()) {
            painter.setClipRect(part);
            painter.drawImage(target, *layer, seenPart(*layer));
        }
    }
    painter.restore();
}

void ImageCanvas::paintMasks(QPainter& painter)
{
    const double ratio = devicePixelRatioF();
    const QSize size = (QSizeF(rect().size()) * ratio).toSize();
    const QRectF seen(m_view.toPicture({0, 0}), m_view.toPicture({size.width() / ratio, size.height() / ratio}));
    for (MaskLayer* layer : {&m_mask, &m_preview}) {
        if (!layer->isEmpty()) {
            painter.drawImage(QRectF(QPointF(0, 0), QSizeF(size) / ratio), layer->image(seen, size));
        }
    }
}

void ImageCanvas::paintMarks(QPainter& painter) const
{
    if (m_prompts.box) {
        paintBox(painter, m_view, *m_prompts.box, palette());
    }
    for (const PointPrompt& point : m_prompts.points) {
        paintPoint(painter, m_view, point, palette());
    }
    if (const auto box = m_gesture.kind() == MouseGesture::Kind::Box ? draggedBox() : std::nullopt) {
        paintBox(painter, m_view, *box, palette());
    }
    if (m_corner && m_cursor) {
        paintBox(painter, m_view, boxBetween(*m_corner, *m_cursor), palette());
    }
    if (m_cursor) {
        paintCursor(painter, m_view, *m_cursor, palette());
    }
}

void ImageCanvas::paintHint(QPainter& painter) const
{
    const QRectF area = QRectF(rect()).adjusted(3 * gridStep, 3 * gridStep, -3 * gridStep, -3 * gridStep);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::Mid), 2, Qt::DashLine));
    painter.drawRoundedRect(area, gridStep, gridStep);
    painter.setPen(themeColours(palette()).muted);
    painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, m_hint);
}

void ImageCanvas::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_view.setViewport(size(), devicePixelRatioF());
    viewHasChanged();
}

void ImageCanvas::mousePressEvent(QMouseEvent* event)
{
    if (m_gesture.kind() != MouseGesture::Kind::None) {
        return;
    }
    m_cursor.reset();
    m_corner.reset();
    m_gesture.press(event->position(), event->button(), event->modifiers() & Qt::ShiftModifier, m_picture != nullptr);
    gestureHasChanged();
}

void ImageCanvas::mouseMoveEvent(QMouseEvent* event)
{
    m_mouse = event->position();
    Q_EMIT hovered(pixelAt(*m_mouse));
    const MouseGesture::Kind before = m_gesture.kind();
    const QPointF way = m_gesture.move(*m_mouse);
    if (before == MouseGesture::Kind::Pan) {
        m_view.pan(way);
        viewHasChanged();
    }
    if (m_gesture.kind() != before || before == MouseGesture::Kind::Box) {
        gestureHasChanged();
    }
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    const MouseGesture::Kind gesture = m_gesture.release(event->position());
    gestureHasChanged();
    if (gesture == MouseGesture::Kind::Box) {
        if (const auto box = draggedBox()) {
            Q_EMIT boxed(*box);
        }
    } else if (gesture == MouseGesture::Kind::Foreground || gesture == MouseGesture::Kind::Background) {
        if (const auto pixel = pixelAt(m_gesture.pressed())) {
            Q_EMIT pointed({static_cast<double>(pixel->x()), static_cast<double>(pixel->y()),
                            gesture == MouseGesture::Kind::Foreground ? 1 : 0});
        }
    }
}

void ImageCanvas::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_mouse.reset();
    Q_EMIT hovered(std::nullopt);
}

void ImageCanvas::wheelEvent(QWheelEvent* event)
{
    if (!m_picture) {
        return;
    }
    m_cursor.reset();
    m_mouse = event->position();
    zoomBy(event->angleDelta().y() / 120.0);
    event->accept();
}

void ImageCanvas::keyPressEvent(QKeyEvent* event)
{
    const auto direction = directionOf(event->key());
    if (event->key() == Qt::Key_Space) {
        m_gesture.setSpaceDown(true);
        gestureHasChanged();
    } else if (event->key() == Qt::Key_Escape &&
               (m_gesture.kind() != MouseGesture::Kind::None || m_corner || m_cursor)) {
        m_cursor.reset();
        m_corner.reset();
        m_gesture.cancel();
        gestureHasChanged();
        Q_EMIT hovered(m_mouse ? pixelAt(*m_mouse) : std::nullopt);
    } else if (direction && event->modifiers() & Qt::ControlModifier) {
        moveCursor(*direction, event->modifiers() & Qt::ShiftModifier);
    } else if (direction) {
        Q_EMIT stepped(direction->x() + direction->y());
    } else {
        QWidget::keyPressEvent(event);
    }
}

void ImageCanvas::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_gesture.setSpaceDown(false);
        gestureHasChanged();
    } else {
        QWidget::keyReleaseEvent(event);
    }
}

void ImageCanvas::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && !isActiveWindow()) {
        m_gesture.setSpaceDown(false);
        m_gesture.cancel();
        gestureHasChanged();
    }
}

void ImageCanvas::gestureHasChanged()
{
    setCursor(m_gesture.kind() == MouseGesture::Kind::Pan ? Qt::ClosedHandCursor
              : m_gesture.isSpaceDown()                   ? Qt::OpenHandCursor
              : m_picture                                 ? Qt::CrossCursor
                                                          : Qt::ArrowCursor);
    update();
}

std::optional<QPoint> ImageCanvas::pixelAt(QPointF viewPoint) const
{
    const QPointF point = m_view.toPicture(viewPoint);
    const QPoint pixel(static_cast<int>(std::floor(point.x())), static_cast<int>(std::floor(point.y())));
    if (!m_picture || !QRect(QPoint(0, 0), m_picture->size()).contains(pixel)) {
        return std::nullopt;
    }
    return pixel;
}

std::optional<Rect<double>> ImageCanvas::draggedBox() const
{
    const QPointF a = m_view.toPicture(m_gesture.pressed());
    const QPointF b = m_view.toPicture(m_gesture.last());
    const QSize size = m_picture->size();
    const auto edge = [](double value, int limit) { return std::clamp(std::round(value), 0.0, double(limit)); };
    const Rect<double> box{edge(std::min(a.x(), b.x()), size.width()), edge(std::min(a.y(), b.y()), size.height()),
                           edge(std::max(a.x(), b.x()), size.width()), edge(std::max(a.y(), b.y()), size.height())};
    return box.isEmpty() ? std::nullopt : std::optional(box);
}

QPoint ImageCanvas::cursorOrMiddle() const
{
    const QPointF middle = m_view.toPicture(QRectF(rect()).center());
    const QSize size = m_picture->size();
    return m_cursor.value_or(QPoint(std::clamp(static_cast<int>(middle.x()), 0, size.width() - 1),
                                    std::clamp(static_cast<int>(middle.y()), 0, size.height() - 1)));
}

void ImageCanvas::viewHasChanged()
{
    update();
    Q_EMIT viewChanged();
}

} // namespace samscope
