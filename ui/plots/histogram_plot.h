#pragma once

#include "core/eval/tensor_statistics.h"

#include <QWidget>

class QCPBars;
class QCustomPlot;

namespace samscope {

/// How many numbers of a tensor lie where; counts on a logarithmic axis, so that a few outliers can be seen.
class HistogramPlot : public QWidget
{
    Q_OBJECT
public:
    explicit HistogramPlot(QWidget* parent = nullptr);

    void setStatistics(const TensorStatistics& statistics);
    void clear();

protected:
    void changeEvent(QEvent* event) override;

private:
    void style();

    QCustomPlot* m_plot;
    QCPBars* m_bars;
};

} // namespace samscope
