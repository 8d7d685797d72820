#pragma once

#include "core/eval/compare.h"

#include <QWidget>

#include <optional>

class QCPGraph;
class QCPItemStraightLine;
class QCustomPlot;
class QLabel;

namespace samscope {

/// Where two encoders part: 1 - cosine (left) and largest difference (right) after each block, both logarithmic, and a
/// line about what is not in the curves. The mouse or the arrow keys choose a block, whose numbers are shown.
class DivergencePlot : public QWidget
{
    Q_OBJECT
public:
    explicit DivergencePlot(QWidget* parent = nullptr);

    void setComparison(const EncoderComparison& comparison);
    void clear();

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void style();
    void chooseBlock(std::ptrdiff_t block);
    bool chooseByKey(int key);
    void showBlock();

    EncoderComparison m_comparison;
    QCustomPlot* m_plot;
    QCPGraph* m_cosine;
    QCPGraph* m_maxAbs;
    QCPItemStraightLine* m_mark;
    QLabel* m_caption;
    QLabel* m_numbers;
    std::optional<std::size_t> m_block; ///< the chosen one
};

} // namespace samscope
