#include "ui/canvas/mouse_gesture.h"

#include <QLineF>

#include <utility>

namespace samscope {

void MouseGesture::press(QPointF point, Qt::MouseButton button, bool isShift, bool hasPicture)
{
    m_pressed = m_last = point;
    const bool left = button == Qt::LeftButton;
    if (button == Qt::MiddleButton || (left && m_isSpaceDown)) {
        m_kind = Kind::Pan;
    } else if (hasPicture && (button == Qt::RightButton || (left && isShift))) {
        m_kind = Kind::Background;
    } else if (hasPicture && left) {
        m_kind = Kind::Foreground;
    }
}

QPointF MouseGesture::move(QPointF point)
{
    const bool moved = QLineF(m_pressed, point).length() > dragThreshold;
    if (m_kind == Kind::Foreground && moved) {
        m_kind = Kind::Box;
    } else if (m_kind == Kind::Background && moved) {
        m_kind = Kind::None;
    }
    return point - std::exchange(m_last, point);
}

MouseGesture::Kind MouseGesture::release(QPointF point)
{
    m_last = point;
    return std::exchange(m_kind, Kind::None);
}

} // namespace samscope
