#include "ui/models/mismatch_model.h"

#include "ui/text.h"
#include "ui/theme.h"

namespace samscope {

void MismatchModel::setRows(std::vector<TensorMismatch> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int MismatchModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int MismatchModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 3;
}

QVariant MismatchModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const TensorMismatch& row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    if (role == Qt::DisplayRole) {
        return column == 0   ? toQt(row.name)
               : column == 1 ? toQt(row.reason)
               : row.maxAbs  ? QString::number(*row.maxAbs, 'g', 3)
                             : QString();
    }
    if (role == Qt::FontRole && column == 0) {
        return monospaceFont();
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((column == 2 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    return {};
}

QVariant MismatchModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    return section == 0 ? tr("differing tensor") : section == 1 ? tr("reason") : tr("max |Δ|");
}

} // namespace samscope
