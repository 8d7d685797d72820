#pragma once

#include "core/model/variant_detect.h"

#include <QAbstractTableModel>

#include <vector>

namespace samscope {

/// What each number of the config was read from: what, value, the tensor that shows it.
class EvidenceModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<Evidence> rows);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<Evidence> m_rows;
};

} // namespace samscope
