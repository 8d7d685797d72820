#pragma once

#include "core/eval/compare.h"
#include "ui/models/rows_model.h"

namespace samscope {

/// What sets the masks of two models apart: one row a candidate, one column a measure. Shown transposed.
class ComparisonModel : public RowsModel<CandidateComparison>
{
    Q_OBJECT
public:
    enum Column
    {
        Iou,
        ScoreA,
        ScoreB,
        ScoreDifference,
        AreaA,
        AreaB,
        BoundaryMean,
        BoundaryMax,
        ColumnCount,
    };

    explicit ComparisonModel(QObject* parent = nullptr);

    using RowsModel::clear;
    using RowsModel::setRows;

    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
};

} // namespace samscope
