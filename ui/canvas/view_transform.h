#pragma once

#include <QPointF>
#include <QRectF>
#include <QSize>
#include <QSizeF>

namespace samscope {

/// Where a picture lies in a view: the one place that turns pixels of the picture into pixels of the widget and back.
/// Points are continuous: pixel (x, y) of the picture covers [x, x + 1) x [y, y + 1).
class ViewTransform
{
public:
    /// Device pixels for one pixel of the picture, at most.
    static constexpr double maxZoom = 32;

    void setPicture(QSize size);
    /// Size of the widget in logical pixels; `deviceRatio` is how many device pixels make one of them.
    void setViewport(QSizeF size, double deviceRatio);

    QSize picture() const { return m_picture; }
    QSizeF viewport() const { return m_viewport; }
    double deviceRatio() const { return m_deviceRatio; }
    /// Device pixels for one pixel of the picture: 1 is 100 %.
    double zoom() const { return m_scale * m_deviceRatio; }
    bool isFitted() const { return m_fitted; }

    QPointF toView(QPointF picturePoint) const { return m_offset + picturePoint * m_scale; }
    QPointF toPicture(QPointF viewPoint) const { return (viewPoint - m_offset) / m_scale; }
    QRectF toView(const QRectF& pictureRect) const;
    /// The part of the picture that can be seen, in whole pixels.
    QRect visiblePart() const;

    /// Shows the whole picture, and goes on doing so when the viewport changes.
    void fit();
    /// Keeps the point of the picture under `anchor` (in the view) where it is, down to the zoom at which the whole
    /// picture is shown.
    void zoomTo(double zoom, QPointF anchor);
    void pan(QPointF viewDelta);

private:
    double fittingScale() const;
    /// At least a corner of the picture stays in reach.
    void keepInReach();

    QSize m_picture;
    QSizeF m_viewport;
    double m_deviceRatio = 1;
    double m_scale = 1;
    QPointF m_offset;
    bool m_fitted = true;
};

} // namespace samscope
