#pragma once

#include "ui/models/everything_result.h"

#include <QWidget>

#include <memory>
#include <optional>

class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSortFilterProxyModel;
class QSpinBox;

namespace samscope {

class AutomaticMaskModel;
class HintTable;

/// Automatic masks: with which parameters they are looked for, and a table of what was found.
class EverythingPanel : public QWidget
{
    Q_OBJECT
public:
    explicit EverythingPanel(QWidget* parent = nullptr);

    /// Meta's defaults but for what the panel offers.
    AutomaticMaskOptions options() const;
    void setRunning();
    bool isRunning() const { return m_running; }
    void setResult(std::shared_ptr<const EverythingResult> result);
    /// Empty: it was stopped.
    void setProblem(const QString& reason);
    /// Another picture or model.
    void clear();

    /// Nothing while nothing was found.
    std::shared_ptr<const EverythingResult> result() const { return m_result; }
    bool hasMasks() const { return m_result && !m_result->masks.empty(); }
    void choose(std::size_t index);
    std::shared_ptr<const Mask> chosenMask() const { return m_chosen; }

Q_SIGNALS:
    void runRequested();
    void chosenChanged();

private:
    void buildTable();
    QWidget* buildOptions();
    void readSelection();
    void end(const QString& line);

    QSpinBox* m_points;
    QDoubleSpinBox* m_iou;
    QDoubleSpinBox* m_stability;
    QPushButton* m_run;
    QLabel* m_line;
    HintTable* m_table;
    AutomaticMaskModel* m_model;
    QSortFilterProxyModel* m_sorted;
    std::shared_ptr<const EverythingResult> m_result;
    std::shared_ptr<const Mask> m_chosen;
    bool m_running = false;
};

} // namespace samscope
