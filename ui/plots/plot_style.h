#pragma once

class QCPAxis;
class QColor;
class QCustomPlot;

namespace samscope {

/// The palette and font of the plot's own widget on everything that it draws.
void applyPlotStyle(QCustomPlot& plot);

/// Powers of ten with sparse ticks.
void makeLogarithmic(QCPAxis& axis);

/// The colour of the curve that is read off this axis.
void setAxisColour(QCPAxis& axis, const QColor& colour);

} // namespace samscope
