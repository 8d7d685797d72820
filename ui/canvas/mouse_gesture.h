#pragma once

#include <QPointF>
#include <Qt>

namespace samscope {

/// What a press of the mouse on a canvas becomes, in points of the view: a click as long as it has hardly moved, a box
/// when a left press is dragged, nothing when a background press is. The middle button pans, and so does the left one
/// with Space.
class MouseGesture
{
public:
    enum class Kind
    {
        None,
        Foreground, ///< a left press that is still a click
        Background, ///< a right press, or a left one with Shift, that is still a click
        Box,
        Pan,
    };

    /// Screen pixels that a press may move and still be a click.
    static constexpr double dragThreshold = 5;

    Kind kind() const { return m_kind; }
    QPointF pressed() const { return m_pressed; }
    QPointF last() const { return m_last; }

    /// Without a picture there is nothing but panning.
    void press(QPointF point, Qt::MouseButton button, bool isShift, bool hasPicture);
    /// The way since the last point.
    QPointF move(QPointF point);
    /// Ends the gesture, which it returns.
    Kind release(QPointF point);
    void cancel() { m_kind = Kind::None; }

    bool isSpaceDown() const { return m_isSpaceDown; }
    void setSpaceDown(bool isDown) { m_isSpaceDown = isDown; }

private:
    Kind m_kind = Kind::None;
    bool m_isSpaceDown = false;
    QPointF m_pressed;
    QPointF m_last;
};

} // namespace samscope
