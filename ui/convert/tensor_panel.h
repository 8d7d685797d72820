#pragma once

#include "core/convert/convert.h"
#include "core/eval/tensor_statistics.h"
#include "ui/job.h"

#include <QWidget>

#include <memory>
#include <utility>
#include <vector>

class QLabel;

namespace samscope {

class CopyLabel;
class HistogramPlot;

/// One tensor of the source checkpoint: what it is, what its numbers look like, its hash. Read off the GUI thread; the
/// newest request wins.
class TensorPanel : public QWidget
{
    Q_OBJECT
public:
    explicit TensorPanel(QWidget* parent = nullptr);

    /// Row `row` of the plan.
    void showTensor(std::shared_ptr<const ConversionPlan> plan, std::size_t row);
    void clear();
    void stop() { m_job.stop(); }

private:
    void read(std::shared_ptr<const ConversionPlan> plan, const TensorEntry& tensor);
    void showDescription(const TensorEntry& tensor, const TensorDescription& description);
    QWidget* buildLines();
    void showLines(const QStringList& titles, const QStringList& values);

    Job m_job;
    CopyLabel* m_name;
    QWidget* m_linesHolder = nullptr;
    std::vector<std::pair<QLabel*, CopyLabel*>> m_lines; ///< titles and values
    CopyLabel* m_note;
    HistogramPlot* m_histogram;
};

} // namespace samscope
