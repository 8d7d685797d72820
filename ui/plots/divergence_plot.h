#pragma once

#include <QWidget>

#include "core/eval/compare.h"

class QCPGraph;
class QCustomPlot;
class QLabel;

namespace samscope {

/// Where two encoders part: 1 - cosine (left) and largest difference (right) after each block, both logarithmic, and a
/// line about what is not in the curves.
class DivergencePlot : public QWidget
{
    Q_OBJECT
public:
    explicit DivergencePlot(QWidget* parent = nullptr);

    void setComparison(const EncoderComparison& comparison);
    void clear();

protected:
    void changeEvent(QEvent* event) override;

private:
    void style();
    void showBlockAt(double x);

    EncoderComparison m_comparison;
    QCustomPlot* m_plot;
    QCPGraph* m_cosine;
    QCPGraph* m_maxAbs;
    QLabel* m_caption;
};

} // namespace samscope
