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

QString boundary(const CandidateComparison& row, double BoundaryDistance::*which)
{
    return row.boundary ? fixed(*row.boundary.*which, 2) : u"–"_s;
}

TableColumn<CandidateComparison> measure(const char* title, const char* tip, CellValue<CandidateComparison> value)
{
    return {title, std::move(value), alignRight, {}, tip};
}

} // namespace

ComparisonModel::ComparisonModel(QObject* parent)
    : RowsModel(
          parent,
          {measure(QT_TR_NOOP("IoU(A, B)"), QT_TR_NOOP("Intersection over union of the two masks"),
                   [](const auto& row) { return fixed(row.iou, 4); }),
           measure(QT_TR_NOOP("predicted IoU A"), QT_TR_NOOP("A's own estimate; may exceed 1"),
                   [](const auto& row) { return fixed(row.iouScoreA, 4); }),
           measure(QT_TR_NOOP("predicted IoU B"), QT_TR_NOOP("B's own estimate; may exceed 1"),
                   [](const auto& row) { return fixed(row.iouScoreB, 4); }),
           measure(QT_TR_NOOP("Δ predicted IoU"), QT_TR_NOOP("B − A"),
                   [](const auto& row) { return difference(static_cast<double>(row.iouScoreB) - row.iouScoreA); }),
           measure(QT_TR_NOOP("area A (px)"), QT_TR_NOOP("Pixels inside A's mask"),
                   [](const auto& row) { return area(row.areaA); }),
           measure(QT_TR_NOOP("area B (px)"), QT_TR_NOOP("Pixels inside B's mask"),
                   [](const auto& row) { return area(row.areaB); }),
           measure(QT_TR_NOOP("boundary mean (px)"), QT_TR_NOOP("Mean distance between the two outlines"),
                   [](const auto& row) { return boundary(row, &BoundaryDistance::mean); }),
           measure(QT_TR_NOOP("boundary max (px)"), QT_TR_NOOP("Largest distance between the two outlines (Hausdorff)"),
                   [](const auto& row) { return boundary(row, &BoundaryDistance::max); })})
{
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const bool isMeasure = orientation == Qt::Horizontal;
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(isMeasure ? alignLeft : alignRight);
    }
    return isMeasure || role != Qt::DisplayRole ? RowsModel::headerData(section, orientation, role)
                                                : QVariant(section + 1);
}

} // namespace samscope
