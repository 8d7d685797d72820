#include "ui/plots/histogram_plot.h"

#include "ui/plots/count_ticker.h"
#include "ui/plots/custom_plot.h"
#include "ui/plots/plot_style.h"
#include "ui/theme.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

constexpr double base = 0.5; ///< where bars stand on a logarithmic axis: a count of one is a visible bar

} // namespace

HistogramPlot::HistogramPlot(QWidget* parent)
    : QWidget(parent), m_plot(new QCustomPlot), m_bars(new QCPBars(m_plot->xAxis, m_plot->yAxis))
{
    name(m_plot, u"histogramPlot"_s, tr("Histogram of the tensor's values"));
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->xAxis->setTicker(QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    m_plot->xAxis->ticker()->setTickCount(3);
    m_plot->xAxis->setNumberFormat(u"g"_s);
    m_plot->xAxis->setNumberPrecision(2);
    m_plot->yAxis->setLabel(tr("count"));
    makeLogarithmic(*m_plot->yAxis);
    m_plot->yAxis->setTicker(QSharedPointer<CountTicker>::create(*m_plot));
    m_bars->setBaseValue(base);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    style();
}

void HistogramPlot::setStatistics(const TensorStatistics& statistics)
{
    const auto bins = static_cast<double>(statistics.histogram.size());
    const double width = std::max((statistics.max - statistics.min) / bins, std::abs(statistics.max) * 1e-6 + 1e-12);
    QVector<double> middles, counts;
    double most = 1;
    for (const std::uint64_t count : statistics.histogram) {
        middles.append(statistics.min + (static_cast<double>(middles.size()) + 0.5) * width);
        counts.append(count == 0 ? 0 : static_cast<double>(count) - base); // bars grow from the base
        most = std::max(most, static_cast<double>(count));
    }
    m_bars->setWidth(width);
    m_bars->setData(middles, counts, true);
    m_plot->xAxis->setRange(statistics.min, statistics.min + bins * width);
    m_plot->yAxis->setRange(base, most * 2);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void HistogramPlot::clear()
{
    m_bars->data()->clear();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void HistogramPlot::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        style();
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    }
}

void HistogramPlot::style()
{
    applyPlotStyle(*m_plot);
    m_plot->setMinimumHeight(8 * m_plot->fontMetrics().height());
    m_bars->setPen(Qt::NoPen);
    m_bars->setBrush(themeColours(palette()).accent);
}

} // namespace samscope
