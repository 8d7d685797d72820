#pragma once

#include "core/imaging/mask.h"
#include "core/inference/prompt.h"
#include "ui/canvas/image_canvas.h"

#include <QImage>
#include <QLineF>
#include <QString>

#include <cmath>

namespace samscope {

/// True when the mark of a prompt may cover this point of the view.
inline bool isNearMark(const ImageCanvas& canvas, const PromptSet& prompts, QPointF point)
{
    for (const PointPrompt& prompt : prompts.points) {
        if (QLineF(canvas.view().toView(QPointF(prompt.x + 0.5, prompt.y + 0.5)), point).length() < 12) {
            return true;
        }
    }
    if (!prompts.box) {
        return false;
    }
    const QRectF frame = canvas.view().toView(
        QRectF(QPointF(prompts.box->x0, prompts.box->y0), QPointF(prompts.box->x1, prompts.box->y1)));
    return frame.adjusted(-4, -4, 4, 4).contains(point) && !frame.adjusted(4, 4, -4, -4).contains(point);
}

/// Empty when the canvas paints exactly the pixels of the mask, compared with how it looked before (`plain`) and
/// leaving out what the marks cover or lies outside the view; otherwise the first pixel that is wrong.
inline QString paintedWrong(ImageCanvas& canvas, const Mask& mask, const QImage& plain, const PromptSet& prompts)
{
    const QImage now = canvas.grab().toImage();
    if (now.size() != plain.size()) {
        return QStringLiteral("the canvas has another size");
    }
    const double ratio = now.devicePixelRatio();
    std::size_t compared = 0;
    for (int y = 0; y < mask.height; ++y) {
        for (int x = 0; x < mask.width; ++x) {
            const QPointF point = canvas.view().toView(QPointF(x + 0.5, y + 0.5));
            const QPoint pixel(static_cast<int>(std::floor(ratio * point.x())),
                               static_cast<int>(std::floor(ratio * point.y())));
            if (isNearMark(canvas, prompts, point) || !plain.rect().contains(pixel)) {
                continue;
            }
            ++compared;
            const bool changed = now.pixel(pixel) != plain.pixel(pixel);
            if (changed != (mask.pixels[static_cast<std::size_t>(y) * mask.width + x] != 0)) {
                return QStringLiteral("pixel %1 %2 is %3")
                    .arg(x)
                    .arg(y)
                    .arg(changed ? QStringLiteral("painted and outside") : QStringLiteral("inside and not painted"));
            }
        }
    }
    return compared * 2 > mask.pixels.size() ? QString() : QStringLiteral("too few pixels could be compared");
}

} // namespace samscope
