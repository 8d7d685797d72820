#include "ui/canvas/view_transform.h"

#include <QRect>

#include <algorithm>
#include <cmath>

namespace samscope {

void ViewTransform::setPicture(QSize size)
{
    m_picture = size;
    fit();
}

void ViewTransform::setViewport(QSizeF size, double deviceRatio)
{
    const QPointF centre = toPicture({m_viewport.width() / 2, m_viewport.height() / 2});
    const double zoomBefore = zoom();
    m_viewport = size;
    m_deviceRatio = deviceRatio;
    if (m_fitted) {
        fit();
        return;
    }
    m_scale = zoomBefore / deviceRatio;
    m_offset = QPointF(size.width() / 2, size.height() / 2) - centre * m_scale;
    keepInReach();
}

QRectF ViewTransform::toView(const QRectF& pictureRect) const
{
    return {toView(pictureRect.topLeft()), toView(pictureRect.bottomRight())};
}

QRect ViewTransform::visiblePart() const
{
    const QRectF seen(toPicture({0, 0}), toPicture({m_viewport.width(), m_viewport.height()}));
    return seen.toAlignedRect().intersected(QRect(QPoint(0, 0), m_picture));
}

double ViewTransform::fittingScale() const
{
    if (m_picture.isEmpty() || m_viewport.isEmpty()) {
        return 1;
    }
    const double scale = std::min(m_viewport.width() / m_picture.width(), m_viewport.height() / m_picture.height());
    return std::min(scale, maxZoom / m_deviceRatio);
}

void ViewTransform::fit()
{
    m_fitted = true;
    m_scale = fittingScale();
    m_offset = QPointF((m_viewport.width() - m_picture.width() * m_scale) / 2,
                       (m_viewport.height() - m_picture.height() * m_scale) / 2);
}

void ViewTransform::zoomTo(double zoom, QPointF anchor)
{
    const QPointF fixed = toPicture(anchor);
    const double smallest = std::min(fittingScale(), 1 / m_deviceRatio);
    if (smallest == fittingScale() && zoom / m_deviceRatio < 1.001 * smallest) { // steps add up to it only nearly
        fit();
        return;
    }
    m_scale = std::clamp(zoom / m_deviceRatio, smallest, maxZoom / m_deviceRatio);
    m_offset = anchor - fixed * m_scale;
    m_fitted = false;
    keepInReach();
}

void ViewTransform::pan(QPointF viewDelta)
{
    m_offset += viewDelta;
    m_fitted = false;
    keepInReach();
}

void ViewTransform::keepInReach()
{
    constexpr double margin = 32;
    const double width = m_picture.width() * m_scale;
    const double height = m_picture.height() * m_scale;
    const auto within = [](double offset, double extent, double view) {
        return std::clamp(offset, std::min(margin - extent, view - margin), std::max(margin - extent, view - margin));
    };
    m_offset.setX(within(m_offset.x(), width, m_viewport.width()));
    m_offset.setY(within(m_offset.y(), height, m_viewport.height()));
}

} // namespace samscope
