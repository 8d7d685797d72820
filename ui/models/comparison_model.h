#pragma once

#include "core/eval/compare.h"

#include <QAbstractTableModel>

#include <vector>

namespace samscope {

/// What sets the masks of two models apart: one column a candidate, one row a measure.
class ComparisonModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Row
    {
        Iou,
        ScoreA,
        ScoreB,
        ScoreDifference,
        AreaA,
        AreaB,
        BoundaryMean,
        BoundaryMax,
        RowCount,
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setCandidates(std::vector<CandidateComparison> candidates);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<CandidateComparison> m_candidates;
};

} // namespace samscope
