#pragma once

#include "ui/models/queue_item.h"
#include "ui/models/rows_model.h"

#include <functional>

namespace samscope {

/// The checkpoints of the queue in the order in which they are converted.
class QueueModel : public RowsModel<QueueItem>
{
    Q_OBJECT
public:
    enum Column
    {
        Checkpoint,
        Variant,
        Folder,
        State,
    };

    enum Role
    {
        IdRole = Qt::UserRole,
        StateRole, ///< QueueItem::State as int
    };

    explicit QueueModel(QObject* parent = nullptr);

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

private:
    int m_lastId = 0;
};

/// Why an item cannot be converted, or failed; empty when there is nothing to say.
QString problemOf(const QueueItem& item);

} // namespace samscope
