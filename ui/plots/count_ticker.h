#pragma once

#include "ui/plots/custom_plot.h"

namespace samscope {

/// Ticks of a logarithmic axis of counts: whole numbers, 1, 2, 5, 10 … or powers of ten, never so near to each other
/// that their labels meet.
class CountTicker : public QCPAxisTicker
{
public:
    /// `plot` has a vertical axis of counts, and a horizontal one below it.
    explicit CountTicker(const QCustomPlot& plot) : m_plot(plot) {}

protected:
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
    int getSubTickCount(double tickStep) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

private:
    const QCustomPlot& m_plot;
};

} // namespace samscope
