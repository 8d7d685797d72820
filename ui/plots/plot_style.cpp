#include "ui/plots/plot_style.h"

#include "ui/plots/custom_plot.h"
#include "ui/theme.h"

namespace samscope {

void applyPlotStyle(QCustomPlot& plot)
{
    const QPalette palette = plot.palette();
    plot.setLocale(QLocale::c()); // in whose numbers QCustomPlot finds the exponent
    plot.setBackground(palette.color(QPalette::Base));
    QColor grid = palette.color(QPalette::Mid);
    grid.setAlpha(96);
    for (QCPAxis* axis : {plot.xAxis, plot.yAxis, plot.xAxis2, plot.yAxis2}) {
        setAxisColour(*axis, palette.color(QPalette::Text));
        axis->setTickLabelFont(plot.font());
        axis->setLabelFont(plot.font());
        axis->grid()->setPen(QPen(grid, 1));
        axis->grid()->setZeroLinePen(QPen(grid, 1));
    }
}

void makeLogarithmic(QCPAxis& axis)
{
    const QSharedPointer<QCPAxisTickerLog> ticker(new QCPAxisTickerLog);
    ticker->setSubTickCount(1);
    ticker->setTickCount(4);
    axis.setScaleType(QCPAxis::stLogarithmic);
    axis.setTicker(ticker);
    axis.setNumberFormat(QStringLiteral("eb"));
    axis.setNumberPrecision(0);
}

void setAxisColour(QCPAxis& axis, const QColor& colour)
{
    const QPen pen(axis.parentPlot()->palette().color(QPalette::Mid), 1);
    axis.setBasePen(pen);
    axis.setTickPen(pen);
    axis.setSubTickPen(pen);
    axis.setTickLabelColor(colour);
    axis.setLabelColor(colour);
}

} // namespace samscope
