#pragma once

#include "core/eval/verify.h"

#include <QAbstractTableModel>

#include <vector>

namespace samscope {

/// The tensors in which a converted folder differs from its source: name, reason, largest absolute difference.
class MismatchModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<TensorMismatch> rows);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<TensorMismatch> m_rows;
};

} // namespace samscope
