#include "ui/convert/remap_view.h"

#include "core/base/save_file.h"
#include "core/convert/remap_log.h"
#include "ui/actions.h"
#include "ui/convert/remap_filter_row.h"
#include "ui/models/remap_delegate.h"
#include "ui/models/remap_filter.h"
#include "ui/models/remap_model.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/copy_label.h"
#include "ui/widgets/hint_table.h"
#include "ui/widgets/widgets.h"

#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QButtonGroup>
#include <QClipboard>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

std::string remapLogText(const ConversionPlan& plan, const ConversionResult* result)
{
    return prettyJson(remapLogJson(plan, result));
}

} // namespace

RemapView::RemapView(QWidget* parent)
    : QWidget(parent), m_model(new RemapModel(this)), m_filter(new RemapFilter(this)), m_totals(new CopyLabel),
      m_filters(new RemapFilterRow(*m_filter)), m_showPlan(buildViewButton(u"showPlan"_s, tr("Plan"))),
      m_showLog(buildViewButton(u"showLog"_s, tr("Log"))), m_export(buildExportButton()), m_table(new HintTable({}))
{
    name(m_totals, u"remapTotals"_s, tr("Totals of the conversion"));
    m_totals->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_filter->setSourceModel(m_model);
    buildTable();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addWidget(buildControls());
    layout->addWidget(m_table, 1);
    showTotals();
    syncViewButtons();
}

QWidget* RemapView::totals()
{
    return m_totals;
}

QWidget* RemapView::buildControls()
{
    auto* views = new QButtonGroup(this);
    views->addButton(m_showPlan);
    views->addButton(m_showLog);
    connect(m_showPlan, &QToolButton::clicked, this, [this] { m_model->setView(RemapModel::View::Plan); });
    connect(m_showLog, &QToolButton::clicked, this, [this] { m_model->setView(RemapModel::View::Log); });
    QWidget* holder = row({m_filters, m_showPlan, m_showLog, m_export}, m_filters);
    auto* layout = static_cast<QHBoxLayout*>(holder->layout());
    layout->insertSpacing(3, gridStep); // before Export
    layout->insertSpacing(1, gridStep);
    return holder;
}

QToolButton* RemapView::buildViewButton(const QString& objectName, const QString& text)
{
    auto* button = new QToolButton;
    button->setText(text);
    makeToggle(*button);
    name(button, objectName, text);
    return button;
}

QPushButton* RemapView::buildExportButton()
{
    auto* button = new QPushButton(tr("Export"));
    name(button, u"exportLog"_s, tr("Export the remap log"));
    auto* menu = new QMenu(button);
    menu->addAction(tr("Save as CSV…"), this, [this] { exportTo(u"csv"_s, &remapLogCsv); })
        ->setObjectName(u"exportCsv"_s);
    menu->addAction(tr("Save as JSON…"), this, [this] { exportTo(u"json"_s, &remapLogText); })
        ->setObjectName(u"exportJson"_s);
    button->setMenu(menu);
    return button;
}

void RemapView::buildTable()
{
    name(m_table, u"remapTable"_s, tr("Remap log"));
    m_table->setModel(m_filter);
    m_table->setItemDelegate(new RemapDelegate(m_table));
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSortIndicatorClearable(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    const int digit = m_table->fontMetrics().horizontalAdvance(u'0');
    const int widths[] = {6, 54, 56, 11, 12, 14, 10, 12};
    for (int column = 0; column < RemapModel::Hash; ++column) {
        m_table->setColumnWidth(column, widths[column] * digit);
    }
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& row) {
        Q_EMIT rowChosen(row.isValid() ? std::optional(row.data(RemapModel::PlanRowRole).value<std::size_t>())
                                       : std::nullopt);
    });
    addRowActions();
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void RemapView::setOpenAction(const QAction& action)
{
    m_open = &action;
    connect(m_open, &QAction::changed, this, &RemapView::updateHint);
    updateHint();
}

void RemapView::updateHint()
{
    if (m_hasLog) {
        m_table->setHint(
            tr("A row appears here as soon as its tensor is written, if the filters above let it through."));
    } else if (m_plan) {
        m_table->setHint(tr("No row passes the filters above."));
    } else {
        const QString how = hintOf(*m_open, tr("Drop a checkpoint here, or press %1."), tr("Drop a checkpoint here."));
        m_table->setHint(how + u"\n\n"_s +
                         tr("Every key will be listed with what becomes of it, before anything is written."));
    }
}

void RemapView::addRowActions()
{
    QAction* copy = samscope::addAction(
        *m_table, u"copyRows"_s, tr("Copy rows"), QKeySequence::Copy, [this] { copySelection(); }, Qt::WidgetShortcut);
    QMenu& menu = *m_export->menu();
    menu.insertAction(menu.actions().constFirst(), copy);
    samscope::addAction(
        *m_table, u"sortRows"_s, tr("Sort by the column of the cursor"), QKeySequence(u"Ctrl+Shift+S"_s),
        [this] { sortByCursor(); }, Qt::WidgetShortcut);
}

void RemapView::sortByCursor()
{
    const QModelIndex cursor = m_table->currentIndex();
    if (!cursor.isValid()) {
        return;
    }
    const QHeaderView& header = *m_table->horizontalHeader();
    const bool again = header.sortIndicatorSection() == cursor.column();
    const bool descending = again && header.sortIndicatorOrder() == Qt::AscendingOrder;
    m_table->sortByColumn(again && !descending ? -1 : cursor.column(), // as clicks on the header do
                          descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    m_table->scrollTo(m_table->currentIndex());
}

void RemapView::showItem(const QueueItem* item)
{
    setPlan(item != nullptr ? item->plan : nullptr);
    if (item != nullptr && item->hasLog) {
        startLog();
        appendWritten(item->written);
        endLog(item->result);
    }
}

void RemapView::setPlan(std::shared_ptr<const ConversionPlan> plan)
{
    m_result.reset();
    m_hasLog = false;
    m_plan = std::move(plan);
    m_model->setPlan(m_plan);
    m_filters->showRulesOf(m_plan.get());
    updateHint();
    showTotals();
    syncViewButtons();
}

void RemapView::startLog()
{
    m_result.reset();
    m_hasLog = true;
    m_model->startLog();
    updateHint();
    showTotals();
    syncViewButtons();
}

void RemapView::appendWritten(const std::vector<WrittenRow>& rows)
{
    const QScrollBar& bar = *m_table->verticalScrollBar();
    const bool atEnd = bar.value() == bar.maximum();
    m_model->appendWritten(rows);
    if (atEnd && m_model->view() == RemapModel::View::Log) {
        m_table->scrollToBottom();
    }
    showTotals();
}

void RemapView::endLog(std::shared_ptr<const ConversionResult> result)
{
    m_result = std::move(result);
    if (m_result) {
        m_model->completeLog(m_result->others);
    }
    showTotals();
}

void RemapView::showTotals()
{
    if (!m_plan) {
        m_totals->setText(tr("No checkpoint yet"));
        return;
    }
    const RemapCounts& counts = m_plan->remap.counts;
    QStringList parts{tr("%1 in → %2 out").arg(counts.source).arg(counts.written),
                      tr("%1 renamed").arg(counts.renamed),
                      tr("%1 kept").arg(counts.kept),
                      tr("%1 duplicated").arg(counts.duplicated),
                      tr("%1 dropped").arg(counts.dropped),
                      plural(m_plan->remap.problems, tr("%1 problem"), tr("%1 problems"))};
    if (m_hasLog) {
        parts.append(tr("%1 of %2 written").arg(m_model->writtenCount()).arg(counts.written));
    }
    m_totals->setText(parts.join(u"  ·  "_s));
}

void RemapView::syncViewButtons()
{
    m_showPlan->setEnabled(m_plan != nullptr);
    m_showLog->setEnabled(m_hasLog);
    syncExportButton();
    (m_model->view() == RemapModel::View::Plan ? m_showPlan : m_showLog)->setChecked(true);
}

void RemapView::syncExportButton()
{
    m_export->setEnabled(m_plan && !m_saving.isRunning());
}

void RemapView::copySelection()
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (rows.isEmpty()) {
        for (int i = 0; i < m_filter->rowCount(); ++i) {
            rows.append(m_filter->index(i, 0));
        }
    }
    if (rows.isEmpty()) {
        return; // what is on the clipboard stays there
    }
    std::ranges::sort(rows, {}, &QModelIndex::row);
    QString text;
    for (const QModelIndex& index : rows) {
        QStringList cells;
        for (int column = 0; column < RemapModel::ColumnCount; ++column) {
            cells.append(index.siblingAtColumn(column).data().toString());
        }
        text += cells.join(u'\t') + u'\n';
    }
    QApplication::clipboard()->setText(text);
    Q_EMIT said(plural(static_cast<std::size_t>(rows.size()), tr("%1 row copied"), tr("%1 rows copied")));
}

void RemapView::exportTo(const QString& suffix, std::string (*text)(const ConversionPlan&, const ConversionResult*))
{
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Save the remap log"), u"remap."_s + suffix, u"*."_s + suffix);
    if (path.isEmpty()) {
        return;
    }
    m_saving.run(
        tr("Saving %1").arg(toQt(toPath(path).filename())),
        [text, plan = m_plan, result = m_result, path](const Work& work) {
            const std::string log = text(*plan, result.get());
            work.throwIfStopped();
            saveFile(toPath(path), log);
        },
        [this, path](const JobEnd& end) {
            syncExportButton();
            Q_EMIT said(end.isDone() ? tr("Saved %1").arg(path) : end.message);
        });
    syncExportButton();
}

} // namespace samscope
