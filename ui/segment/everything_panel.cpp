#include "ui/segment/everything_panel.h"

#include "ui/models/automatic_mask_model.h"
#include "ui/theme.h"
#include "ui/widgets/hint_table.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QDoubleSpinBox* shareBox(const QString& objectName, const QString& accessibleName, double value, const QString& hint)
{
    auto* box = new QDoubleSpinBox;
    name(box, objectName, accessibleName);
    box->setRange(0, 1);
    box->setSingleStep(0.05);
    box->setDecimals(2);
    box->setValue(value);
    box->setAlignment(Qt::AlignRight);
    box->setToolTip(hint);
    return box;
}

} // namespace

EverythingPanel::EverythingPanel(QWidget* parent)
    : QWidget(parent), m_points(new QSpinBox),
      m_iou(shareBox(u"everythingIou"_s, tr("Least predicted IoU"), AutomaticMaskOptions().predictedIouThreshold,
                     tr("Masks whose predicted IoU is not above this are dropped; 0 keeps all"))),
      m_stability(shareBox(u"everythingStability"_s, tr("Least stability"), AutomaticMaskOptions().stabilityThreshold,
                           tr("Masks that change more with the threshold are dropped; 0 keeps all"))),
      m_run(new QPushButton(tr("Find all masks"))), m_line(new QLabel),
      m_table(new HintTable(tr("All masks of the picture, found without a prompt, are listed here."))),
      m_model(new AutomaticMaskModel(this)), m_sorted(new QSortFilterProxyModel(this))
{
    name(m_points, u"everythingPoints"_s, tr("Points along a side of the grid"));
    m_points->setRange(1, 128);
    m_points->setValue(AutomaticMaskOptions().pointsPerSide);
    m_points->setAlignment(Qt::AlignRight);
    m_points->setToolTip(tr("Points in each row and column of the grid at which the picture is prompted"));
    name(m_run, u"findEverything"_s, tr("Find all masks"));
    name(m_line, u"everythingLine"_s, tr("Outcome of the search for masks"));
    m_line->setWordWrap(true);
    buildTable();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addWidget(buildOptions());
    layout->addWidget(row({m_run, m_line}, m_line));
    layout->addWidget(m_table, 1);
    connect(m_run, &QPushButton::clicked, this, &EverythingPanel::runRequested);
}

QWidget* EverythingPanel::buildOptions()
{
    auto* holder = new QWidget;
    auto* grid = new QGridLayout(holder);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(gridStep);
    grid->setVerticalSpacing(gridStep / 2);
    const auto add = [grid](int column, const QString& title, QWidget* box) {
        grid->addWidget(new QLabel(title), 0, column);
        grid->addWidget(box, 1, column);
        grid->setColumnStretch(column, 1);
    };
    add(0, tr("Grid"), m_points);
    add(1, tr("Predicted IoU over"), m_iou);
    add(2, tr("Stability from"), m_stability);
    return holder;
}

void EverythingPanel::buildTable()
{
    name(m_table, u"everythingTable"_s, tr("All masks"));
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(AutomaticMaskModel::sortRole);
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(AutomaticMaskModel::Number, Qt::AscendingOrder);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->horizontalHeader()->setStretchLastSection(false); // as all others, or it is wider than its room
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(AutomaticMaskModel::Number, QHeaderView::Fixed);
    m_table->setColumnWidth(AutomaticMaskModel::Number, 7 * gridStep); // a swatch and four digits
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // the columns keep their widths when it fills
    m_table->setMinimumHeight(3 * m_table->verticalHeader()->defaultSectionSize());
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &EverythingPanel::readSelection);
}

AutomaticMaskOptions EverythingPanel::options() const
{
    return {.pointsPerSide = m_points->value(),
            .predictedIouThreshold = m_iou->value(),
            .stabilityThreshold = m_stability->value()};
}

void EverythingPanel::setRunning()
{
    clear();
    m_running = true;
    m_run->setEnabled(false);
    setTextColour(*m_line, themeColours(palette()).muted);
    m_line->setText(tr("Looking…"));
}

void EverythingPanel::end(const QString& line)
{
    m_running = false;
    m_run->setEnabled(true);
    m_line->setText(line);
}

void EverythingPanel::setResult(std::shared_ptr<const EverythingResult> result)
{
    m_result = std::move(result);
    m_model->setResult(m_result);
    const auto count = static_cast<int>(m_result->masks.size());
    setTextColour(*m_line, themeColours(palette()).muted);
    end(count == 0 ? tr("No mask is good enough; lower the limits above")
                   : tr("%1 found; click one in the picture or in the table").arg(count));
}

void EverythingPanel::setProblem(const QString& reason)
{
    setTextColour(*m_line, reason.isEmpty() ? themeColours(palette()).muted : themeColours(palette()).bad);
    end(reason.isEmpty() ? tr("Stopped") : reason);
}

void EverythingPanel::clear()
{
    m_result.reset();
    m_chosen.reset();
    m_model->setResult(nullptr);
    if (!m_running) {
        m_line->clear();
    }
}

void EverythingPanel::choose(std::size_t index)
{
    const QModelIndex row = m_sorted->mapFromSource(m_model->index(static_cast<int>(index), 0));
    m_table->selectRow(row.row());
    m_table->scrollTo(row);
}

void EverythingPanel::readSelection()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (!m_result || rows.isEmpty()) {
        m_chosen.reset();
        return;
    }
    const auto index = static_cast<std::size_t>(m_sorted->mapToSource(rows.front()).row());
    m_chosen = std::make_shared<const Mask>(m_result->mask(index));
    Q_EMIT chosenChanged();
}

} // namespace samscope
