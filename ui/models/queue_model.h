#pragma once

#include "ui/models/queue_item.h"

#include <QAbstractTableModel>

#include <functional>
#include <vector>

namespace samscope {

/// The checkpoints of the queue in the order in which they are converted.
class QueueModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column
    {
        Checkpoint,
        Variant,
        Folder,
        State,
        ColumnCount,
    };

    enum Role
    {
        IdRole = Qt::UserRole,
        StateRole, ///< QueueItem::State as int
    };

    using QAbstractTableModel::QAbstractTableModel;

    const std::vector<QueueItem>& items() const { return m_items; }
    /// Null when there is none with this id.
    const QueueItem* find(int id) const;
    int rowOf(int id) const; ///< -1 when there is none
    /// Gives the item an id, which is returned.
    int append(QueueItem item);
    /// Does nothing when there is none with this id.
    void change(int id, const std::function<void(QueueItem&)>& change);
    void remove(int id);
    /// Up by one row (-1) or down (1), as far as there are rows.
    void move(int id, int by);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<QueueItem> m_items;
    int m_lastId = 0;
};

/// Why an item cannot be converted, or failed; empty when there is nothing to say.
QString problemOf(const QueueItem& item);

} // namespace samscope
