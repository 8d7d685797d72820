#pragma once

#include "ui/job.h"
#include "ui/models/queue_item.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QAction;
class QLabel;
class QPushButton;
class QToolButton;

namespace samscope {

class HintTable;
class RemapFilter;
class RemapFilterRow;
class RemapModel;

/// Every key of the conversion: totals, filters, the table (plan or log), copy and export.
class RemapView : public QWidget
{
    Q_OBJECT
public:
    explicit RemapView(QWidget* parent = nullptr);

    /// The line of totals, for the page to place.
    QWidget* totals();
    /// The export.
    Activity* activity() { return &m_saving; }

    /// What opens checkpoints, for the hint of the empty table.
    void setOpenAction(const QAction& action);

    /// The plan of an item and, once its conversion has been started, the log so far; null: nothing.
    void showItem(const QueueItem* item);
    void startLog();
    void appendWritten(const std::vector<WrittenRow>& rows);
    /// The conversion has ended; null when it failed or was stopped.
    void endLog(std::shared_ptr<const ConversionResult> result);

Q_SIGNALS:
    /// The row of the plan that the cursor is on; nothing when it is on none.
    void rowChosen(std::optional<std::size_t> planRow);
    /// One line about a copy or an export, for the page.
    void said(const QString& text);

private:
    QWidget* buildControls();
    QToolButton* buildViewButton(const QString& objectName, const QString& text);
    QPushButton* buildExportButton();
    void buildTable();
    void addRowActions();
    void updateHint();
    void sortByCursor();
    void setPlan(std::shared_ptr<const ConversionPlan> plan);
    void showTotals();
    void syncViewButtons();
    void syncExportButton();
    void copySelection();
    /// `text` is called off the GUI thread.
    void exportTo(const QString& suffix, std::string (*text)(const ConversionPlan&, const ConversionResult*));

    RemapModel* m_model;
    RemapFilter* m_filter;
    std::shared_ptr<const ConversionPlan> m_plan;
    std::shared_ptr<const ConversionResult> m_result;
    bool m_hasLog = false;
    const QAction* m_open = nullptr;
    QLabel* m_totals;
    RemapFilterRow* m_filters;
    QToolButton* m_showPlan;
    QToolButton* m_showLog;
    QPushButton* m_export;
    HintTable* m_table;
    Job m_saving;
};

} // namespace samscope
