#pragma once

#include "core/hub/upload/push.h"

#include <QAbstractTableModel>

#include <vector>

namespace samscope {

/// The files of a push: name, whether the Hub has it, bytes, SHA-256.
class PushModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column
    {
        File,
        OnTheHub,
        Bytes,
        Hash,
        ColumnCount,
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<PlannedFile> rows);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<PlannedFile> m_rows;
};

} // namespace samscope
