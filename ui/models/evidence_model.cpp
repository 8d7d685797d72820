#include "ui/models/evidence_model.h"

#include "ui/text.h"
#include "ui/theme.h"

namespace samscope {

void EvidenceModel::setRows(std::vector<Evidence> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int EvidenceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int EvidenceModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 3;
}

QVariant EvidenceModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Evidence& row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    if (role == Qt::DisplayRole) {
        return column == 0   ? toQt(row.what)
               : column == 1 ? toQt(row.value)
               : row.assumed ? tr("assumed: %1").arg(toQt(row.source))
                             : toQt(row.source);
    }
    if (role == Qt::FontRole) {
        return monospaceFont();
    }
    return {};
}

QVariant EvidenceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    return section == 0 ? tr("number") : section == 1 ? tr("value") : tr("where it stands");
}

} // namespace samscope
