#include "ui/models/comparison_model.h"

#include <QLocale>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QString fixed(double value, int decimals)
{
    return std::isfinite(value) ? QString::number(value, 'f', decimals) : u"–"_s;
}

/// As short as a fixed number where that shows something, otherwise in powers of ten.
QString difference(double value)
{
    return value == 0 || std::abs(value) >= 1e-4 ? fixed(value, 4) : QString::number(value, 'g', 2);
}

QString area(std::uint64_t pixels)
{
    return QLocale().toString(static_cast<qulonglong>(pixels));
}

QString measure(const CandidateComparison& candidate, int row)
{
    const auto boundary = [&](double BoundaryDistance::*which) {
        return candidate.boundary ? fixed(*candidate.boundary.*which, 2) : u"–"_s;
    };
    switch (row) {
    case ComparisonModel::Iou:
        return fixed(candidate.iou, 4);
    case ComparisonModel::ScoreA:
        return fixed(candidate.iouScoreA, 4);
    case ComparisonModel::ScoreB:
        return fixed(candidate.iouScoreB, 4);
    case ComparisonModel::ScoreDifference:
        return difference(static_cast<double>(candidate.iouScoreB) - candidate.iouScoreA);
    case ComparisonModel::AreaA:
        return area(candidate.areaA);
    case ComparisonModel::AreaB:
        return area(candidate.areaB);
    case ComparisonModel::BoundaryMean:
        return boundary(&BoundaryDistance::mean);
    default:
        return boundary(&BoundaryDistance::max);
    }
}

} // namespace

void ComparisonModel::setCandidates(std::vector<CandidateComparison> candidates)
{
    beginResetModel();
    m_candidates = std::move(candidates);
    endResetModel();
}

int ComparisonModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : RowCount;
}

int ComparisonModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_candidates.size());
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    if (role == Qt::DisplayRole) {
        return measure(m_candidates[static_cast<std::size_t>(index.column())], index.row());
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    }
    return {};
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((orientation == Qt::Horizontal ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (orientation == Qt::Horizontal) {
        return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    }
    static const char* const titles[][2] = {
        {QT_TR_NOOP("IoU(A, B)"), QT_TR_NOOP("Intersection over union of the two masks")},
        {QT_TR_NOOP("predicted IoU A"), QT_TR_NOOP("A's own estimate; may exceed 1")},
        {QT_TR_NOOP("predicted IoU B"), QT_TR_NOOP("B's own estimate; may exceed 1")},
        {QT_TR_NOOP("Δ predicted IoU"), QT_TR_NOOP("B − A")},
        {QT_TR_NOOP("area A (px)"), QT_TR_NOOP("Pixels inside A's mask")},
        {QT_TR_NOOP("area B (px)"), QT_TR_NOOP("Pixels inside B's mask")},
        {QT_TR_NOOP("boundary mean (px)"), QT_TR_NOOP("Mean distance between the two outlines")},
        {QT_TR_NOOP("boundary max (px)"), QT_TR_NOOP("Largest distance between the two outlines (Hausdorff)")},
    };
    if (section < 0 || section >= RowCount || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) {
        return {};
    }
    return tr(titles[section][role == Qt::ToolTipRole ? 1 : 0]);
}

} // namespace samscope
