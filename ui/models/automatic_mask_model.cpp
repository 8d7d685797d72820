#include "ui/models/automatic_mask_model.h"

#include <QColor>
#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

double valueOf(const AutomaticMask& mask, int row, int column)
{
    switch (column) {
    case AutomaticMaskModel::Number:
        return row;
    case AutomaticMaskModel::PredictedIou:
        return static_cast<double>(mask.predictedIou);
    case AutomaticMaskModel::Stability:
        return mask.stability.value_or(-1);
    default:
        return static_cast<double>(mask.area);
    }
}

QString textOf(const AutomaticMask& mask, int row, int column)
{
    switch (column) {
    case AutomaticMaskModel::Number:
        return QString::number(row + 1);
    case AutomaticMaskModel::PredictedIou:
        return QString::number(static_cast<double>(mask.predictedIou), 'f', 3);
    case AutomaticMaskModel::Stability:
        return mask.stability ? QString::number(*mask.stability, 'f', 3) : u"–"_s;
    default:
        return QLocale().toString(static_cast<qulonglong>(mask.area));
    }
}

} // namespace

void AutomaticMaskModel::setResult(std::shared_ptr<const EverythingResult> result)
{
    beginResetModel();
    m_result = std::move(result);
    endResetModel();
}

int AutomaticMaskModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_result ? 0 : static_cast<int>(m_result->masks.size());
}

int AutomaticMaskModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AutomaticMaskModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const auto row = static_cast<std::size_t>(index.row());
    const AutomaticMask& mask = m_result->masks[row];
    switch (role) {
    case Qt::DisplayRole:
        return textOf(mask, index.row(), index.column());
    case sortRole:
        return valueOf(mask, index.row(), index.column());
    case Qt::DecorationRole:
        return index.column() == Number ? QVariant(maskColour(row)) : QVariant();
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return tr("found from the point (%1, %2)").arg(mask.point[0], 0, 'f', 1).arg(mask.point[1], 0, 'f', 1);
    default:
        return {};
    }
}

QVariant AutomaticMaskModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    static const char* const titles[ColumnCount] = {QT_TR_NOOP("#"), QT_TR_NOOP("predicted IoU"),
                                                    QT_TR_NOOP("stability"), QT_TR_NOOP("area, px")};
    return section >= 0 && section < ColumnCount ? QVariant(tr(titles[section])) : QVariant();
}

} // namespace samscope
