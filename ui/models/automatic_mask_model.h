#pragma once

#include "ui/models/everything_result.h"

#include <QAbstractTableModel>

#include <memory>

namespace samscope {

/// The masks found in a picture, one a row, with the colours of their overlay.
class AutomaticMaskModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column
    {
        Number,
        PredictedIou,
        Stability,
        Area,
        ColumnCount,
    };
    /// The number itself, to sort by.
    static constexpr int sortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    /// Nothing: no masks.
    void setResult(std::shared_ptr<const EverythingResult> result);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::shared_ptr<const EverythingResult> m_result;
};

} // namespace samscope
