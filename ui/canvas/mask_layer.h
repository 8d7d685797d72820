#pragma once

#include "core/imaging/mask.h"

#include <QColor>
#include <QImage>
#include <QRectF>

#include <memory>

namespace samscope {

/// How a mask is painted over a picture.
struct MaskStyle
{
    QColor colour = QColor(255, 140, 0); ///< orange stands out from most pictures and from both kinds of marks
    int opacity = 44;                    ///< of the fill, percent
    int outline = 1;                     ///< width in device pixels, inside the mask; 0: none

    bool operator==(const MaskStyle&) const = default;
};

/// The part `seen` of a mask (in its pixels; may reach beyond it) as it looks on `size` device pixels. Each takes what
/// its centre lies on, so that the cost is that of the screen and the outline is as wide at every zoom.
QImage renderMask(const Mask& mask, const QRectF& seen, QSize size, const MaskStyle& style);

/// A mask over a picture, rendered again only when it, its style or the view has changed.
class MaskLayer
{
public:
    void setMask(std::shared_ptr<const Mask> mask);
    void setStyle(const MaskStyle& style);
    bool isEmpty() const { return !m_mask; }
    const MaskStyle& style() const { return m_style; }

    const QImage& image(const QRectF& seen, QSize size);

private:
    std::shared_ptr<const Mask> m_mask;
    MaskStyle m_style;
    QImage m_image; ///< null when it has to be rendered
    QRectF m_seen;
};

} // namespace samscope
