#include "ui/canvas/image_canvas.h"

#include <QElapsedTimer>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "ui/canvas/marks.h"
#include "ui/theme.h"

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

constexpr double crispFrom = 2; ///< zoom above which pixels are shown as squares

} // namespace

ImageCanvas::ImageCanvas(QWidget* parent) : QWidget(parent)
{
    setObjectName(u"canvas"_s);
    setAccessibleName(tr("Picture"));
    setAccessibleDescription(tr("Click for foreground, right click for background, drag for a box"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(40 * gridStep, 30 * gridStep);
    setGesture(Gesture::None);
}

void ImageCanvas::setPicture(std::shared_ptr<const Picture> picture)
{
    m_picture = std::move(picture);
    m_layer = {};
    setGesture(Gesture::None);
    m_view.setPicture(m_picture ? m_picture->size() : QSize());
    viewHasChanged();
}

void ImageCanvas::setLayer(const QImage& layer)
{
    m_layer = layer;
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

void ImageCanvas::zoomTo(double zoom)
{
    m_view.zoomTo(zoom, QRectF(rect()).center());
    viewHasChanged();
}

void ImageCanvas::paintEvent(QPaintEvent*)
{
    QElapsedTimer timer;
    timer.start();
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(m_picture ? QPalette::Button : QPalette::Base));
    if (!m_picture) {
        paintHint(painter);
    } else {
        paintPicture(painter);
        if (m_prompts.box) {
            paintBox(painter, m_view, *m_prompts.box, palette());
        }
        for (const PointPrompt& point : m_prompts.points) {
            paintPoint(painter, m_view, point, palette());
        }
        if (const auto box = m_gesture == Gesture::Box ? draggedBox() : std::nullopt) {
            paintBox(painter, m_view, *box, palette());
        }
    }
    if (hasFocus()) {
        painter.setPen(themeColours(palette()).accent);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
    painter.end();
    Q_EMIT painted(static_cast<double>(timer.nsecsElapsed()) / 1e6);
}

void ImageCanvas::paintPicture(QPainter& painter) const
{
    const QRect seen = m_view.visiblePart();
    if (seen.isEmpty()) {
        return;
    }
    const QRectF target = m_view.toView(QRectF(seen));
    const QImage& level = m_picture->levelFor(m_view.zoom());
    const double across = static_cast<double>(level.width()) / m_picture->size().width();
    const double down = static_cast<double>(level.height()) / m_picture->size().height();
    const QRectF source(seen.x() * across, seen.y() * down, seen.width() * across, seen.height() * down);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_view.zoom() < crispFrom && m_view.zoom() != 1);
    painter.drawImage(target, level, source);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    if (!m_layer.isNull()) {
        painter.drawImage(target, m_layer, QRectF(seen));
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
    if (m_gesture != Gesture::None) {
        return;
    }
    m_pressed = m_last = event->position();
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
    Q_EMIT hovered(std::nullopt);
}

void ImageCanvas::wheelEvent(QWheelEvent* event)
{
    if (!m_picture) {
        return;
    }
    const double steps = event->angleDelta().y() / 120.0;
    m_view.zoomTo(m_view.zoom() * std::pow(1.25, steps), event->position());
    viewHasChanged();
    event->accept();
}

void ImageCanvas::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space) {
        m_spaceDown = true;
        setGesture(m_gesture);
    } else if (event->key() == Qt::Key_Escape && m_gesture != Gesture::None) {
        setGesture(Gesture::None);
    } else if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Right) {
        Q_EMIT stepped(1);
    } else if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Left) {
        Q_EMIT stepped(-1);
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

std::optional<QPoint> ImageCanvas::pixelAt(QPointF viewPoint) const
{
    const QPointF point = m_view.toPicture(viewPoint);
    const QPoint pixel(static_cast<int>(std::floor(point.x())), static_cast<int>(std::floor(point.y())));
    if (!m_picture || !QRect(QPoint(0, 0), m_picture->size()).contains(pixel)) {
        return std::nullopt;
    }
    return pixel;
}

std::optional<BoxPrompt> ImageCanvas::draggedBox() const
{
    const QPointF a = m_view.toPicture(m_pressed);
    const QPointF b = m_view.toPicture(m_last);
    const QSize size = m_picture->size();
    const auto edge = [](double value, int limit) { return std::clamp(std::round(value), 0.0, double(limit)); };
    const BoxPrompt box{edge(std::min(a.x(), b.x()), size.width()), edge(std::min(a.y(), b.y()), size.height()),
                        edge(std::max(a.x(), b.x()), size.width()), edge(std::max(a.y(), b.y()), size.height())};
    return box.x1 > box.x0 && box.y1 > box.y0 ? std::optional(box) : std::nullopt;
}

void ImageCanvas::viewHasChanged()
{
    update();
    Q_EMIT viewChanged();
}

} // namespace samscope
