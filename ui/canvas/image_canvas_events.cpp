#include "ui/canvas/image_canvas.h"

#include <QKeyEvent>
#include <QMouseEvent>

namespace samscope {

namespace {

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

void ImageCanvas::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_view.setViewport(size(), devicePixelRatioF());
    viewHasChanged();
}

void ImageCanvas::mousePressEvent(QMouseEvent* event)
{
    if (m_gesture != Gesture::None) {
        return;
    }
    m_pressed = m_last = event->position();
    m_cursor.reset();
    m_corner.reset();
    const bool left = event->button() == Qt::LeftButton;
    if (event->button() == Qt::MiddleButton || (left && m_spaceDown)) {
        setGesture(Gesture::Pan);
    } else if (m_picture && (event->button() == Qt::RightButton || (left && event->modifiers() & Qt::ShiftModifier))) {
        setGesture(Gesture::Background);
    } else if (m_picture && left) {
        setGesture(Gesture::Foreground);
    }
}

void ImageCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF position = event->position();
    m_mouse = position;
    Q_EMIT hovered(pixelAt(position));
    if (m_gesture == Gesture::Pan) {
        m_view.pan(position - m_last);
        viewHasChanged();
    }
    const bool moved = QLineF(m_pressed, position).length() > dragThreshold;
    if (m_gesture == Gesture::Foreground && moved) {
        setGesture(Gesture::Box);
    } else if (m_gesture == Gesture::Background && moved) {
        setGesture(Gesture::None);
    }
    m_last = position;
    if (m_gesture == Gesture::Box) {
        update();
    }
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    m_last = event->position();
    const Gesture gesture = m_gesture;
    const auto box = gesture == Gesture::Box ? draggedBox() : std::nullopt;
    setGesture(Gesture::None);
    if (box) {
        Q_EMIT boxed(*box);
    } else if (gesture == Gesture::Foreground || gesture == Gesture::Background) {
        if (const auto pixel = pixelAt(m_pressed)) {
            Q_EMIT pointed({static_cast<double>(pixel->x()), static_cast<double>(pixel->y()),
                            gesture == Gesture::Foreground ? 1 : 0});
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
        m_spaceDown = true;
        setGesture(m_gesture);
    } else if (event->key() == Qt::Key_Escape && (m_gesture != Gesture::None || m_corner || m_cursor)) {
        m_cursor.reset();
        m_corner.reset();
        setGesture(Gesture::None);
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
        m_spaceDown = false;
        setGesture(m_gesture);
    } else {
        QWidget::keyReleaseEvent(event);
    }
}

void ImageCanvas::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && !isActiveWindow()) {
        m_spaceDown = false;
        setGesture(Gesture::None);
    }
}

void ImageCanvas::setGesture(Gesture gesture)
{
    m_gesture = gesture;
    setCursor(gesture == Gesture::Pan ? Qt::ClosedHandCursor
              : m_spaceDown           ? Qt::OpenHandCursor
              : m_picture             ? Qt::CrossCursor
                                      : Qt::ArrowCursor);
    update();
}

} // namespace samscope
