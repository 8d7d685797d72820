#pragma once

#include "core/inference/prompt.h"
#include "ui/canvas/view_transform.h"

#include <QPoint>

class QPainter;
class QPalette;

namespace samscope {

/// Point marks and boxes at constant screen size: foreground points are round with a plus, background points are
/// square with a minus, each with a white rim.
void paintPoint(QPainter& painter, const ViewTransform& view, const PointPrompt& point, const QPalette& palette);
void paintBox(QPainter& painter, const ViewTransform& view, const Rect<double>& box, const QPalette& palette);

/// The keyboard's cursor: a cross around a pixel, open in its middle.
void paintCursor(QPainter& painter, const ViewTransform& view, QPoint pixel, const QPalette& palette);

} // namespace samscope
