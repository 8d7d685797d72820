#include "ui/models/remap_model.h"

#include "ui/text.h"
#include "ui/theme.h"

#include <QFont>
#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QString ruleText(const std::vector<int>& rules)
{
    QStringList numbers;
    for (const int rule : rules) {
        numbers.append(QString::number(rule));
    }
    return numbers.join(u' ');
}

QString shapeOf(const RemapRow& row)
{
    return row.tensor ? toQt(shapeText(row.tensor->shape)) : QString();
}

} // namespace

QString actionText(RemapAction action)
{
    switch (action) {
    case RemapAction::Rename:
        return RemapModel::tr("renamed");
    case RemapAction::Keep:
        return RemapModel::tr("kept");
    case RemapAction::Duplicate:
        return RemapModel::tr("duplicated");
    case RemapAction::Drop:
        return RemapModel::tr("dropped");
    case RemapAction::Missing:
        return RemapModel::tr("missing");
    case RemapAction::Unexpected:
        break;
    }
    return RemapModel::tr("unexpected");
}

void RemapModel::setPlan(std::shared_ptr<const ConversionPlan> plan)
{
    beginResetModel();
    m_plan = std::move(plan);
    m_view = View::Plan;
    m_log.clear();
    m_details.assign(m_plan ? m_plan->remap.rows.size() : 0, std::nullopt);
    m_writtenCount = 0;
    endResetModel();
}

void RemapModel::startLog()
{
    beginResetModel();
    m_view = View::Log;
    m_log.clear();
    m_details.assign(m_details.size(), std::nullopt);
    m_writtenCount = 0;
    endResetModel();
}

void RemapModel::appendWritten(const std::vector<WrittenRow>& rows)
{
    std::vector<std::size_t> planRows;
    for (const WrittenRow& row : rows) {
        m_details.at(row.row) = row;
        planRows.push_back(row.row);
    }
    m_writtenCount += rows.size();
    appendToLog(planRows);
}

void RemapModel::completeLog(const std::vector<WrittenRow>& others)
{
    std::vector<std::size_t> rest;
    for (std::size_t row = 0; row < m_details.size(); ++row) {
        if (!m_details[row]) {
            rest.push_back(row);
        }
    }
    for (const WrittenRow& other : others) {
        m_details.at(other.row) = other;
    }
    appendToLog(rest);
}

void RemapModel::appendToLog(const std::vector<std::size_t>& rows)
{
    if (rows.empty()) {
        return;
    }
    if (m_view == View::Plan) {
        m_log.insert(m_log.end(), rows.begin(), rows.end());
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    const int first = static_cast<int>(m_log.size());
    beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
    m_log.insert(m_log.end(), rows.begin(), rows.end());
    endInsertRows();
}

void RemapModel::setView(View view)
{
    if (view != m_view) {
        beginResetModel();
        m_view = view;
        endResetModel();
    }
}

int RemapModel::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid() || !m_plan) {
        return 0;
    }
    return static_cast<int>(m_view == View::Plan ? m_plan->remap.rows.size() : m_log.size());
}

int RemapModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

std::size_t RemapModel::planRow(int row) const
{
    const auto index = static_cast<std::size_t>(row);
    return m_view == View::Plan ? index : m_log[index];
}

const WrittenRow* RemapModel::details(std::size_t planRow) const
{
    const auto& row = m_details[planRow];
    return row ? &*row : nullptr;
}

QVariant RemapModel::display(std::size_t planRow, int column) const
{
    const RemapRow& row = m_plan->remap.rows[planRow];
    const WrittenRow* done = details(planRow);
    switch (column) {
    case Number:
        return static_cast<qulonglong>(planRow + 1);
    case Source:
        return toQt(row.source);
    case Target:
        return row.problem.empty() ? toQt(row.target) : toQt(row.problem);
    case Action:
        return actionText(row.action);
    case Rules:
        return ruleText(row.rules);
    case ShapeOf:
        return shapeOf(row);
    case DTypeOf:
        return done ? toQt(torchName(done->dtype)) : row.tensor ? toQt(torchName(row.tensor->dtype)) : QString();
    case Bytes:
        return QLocale().toString(sortValue(planRow, Bytes).toULongLong());
    case Hash:
        return done ? toQt(done->sha256) : QString();
    default:
        return {};
    }
}

QVariant RemapModel::sortValue(std::size_t planRow, int column) const
{
    const RemapRow& row = m_plan->remap.rows[planRow];
    if (column == Bytes) {
        const WrittenRow* done = details(planRow);
        const std::uint64_t bytes = done ? done->bytes : row.tensor ? row.tensor->byteCount() : 0;
        return static_cast<qulonglong>(bytes);
    }
    if (column == ShapeOf) {
        return static_cast<qulonglong>(row.tensor ? row.tensor->elementCount() : 0);
    }
    return display(planRow, column);
}

QVariant RemapModel::decoration(std::size_t planRow, int column, int role) const
{
    const RemapRow& row = m_plan->remap.rows[planRow];
    const bool number = column == Number || column == Bytes;
    switch (role) {
    case Qt::TextAlignmentRole:
        return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        return column == Source || column == Target || column == Hash ? QVariant(monospaceFont()) : QVariant();
    case Qt::ToolTipRole:
        return column == Source || column == Target || column == Hash ? display(planRow, column) : QVariant();
    case OtherNameRole:
        return column == Source                          ? toQt(row.target)
               : column == Target && row.problem.empty() ? toQt(row.source)
                                                         : QString();
    case ActionRole:
        return static_cast<int>(row.action);
    case RulesRole:
        return QVariant::fromValue(row.rules);
    case ProblemRole:
        return !row.problem.empty() || row.action == RemapAction::Missing || row.action == RemapAction::Unexpected;
    default:
        return {};
    }
}

QVariant RemapModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const std::size_t row = planRow(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return display(row, index.column());
    case PlanRowRole:
        return static_cast<qulonglong>(row);
    case SortRole:
        return sortValue(row, index.column());
    default:
        return decoration(row, index.column(), role);
    }
}

QVariant RemapModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        const bool number = section == Number || section == Bytes;
        return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    static const char* const titles[ColumnCount] = {
        QT_TR_NOOP("#"),      QT_TR_NOOP("original name"), QT_TR_NOOP("name in transformers"),
        QT_TR_NOOP("action"), QT_TR_NOOP("rules"),         QT_TR_NOOP("shape"),
        QT_TR_NOOP("dtype"),  QT_TR_NOOP("bytes"),         QT_TR_NOOP("SHA-256")};
    return section >= 0 && section < ColumnCount ? tr(titles[section]) : QVariant();
}

} // namespace samscope
