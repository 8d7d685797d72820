#pragma once

#include <QSortFilterProxyModel>

#include <set>

#include "core/model/remap.h"

namespace samscope {

/// Rows of a `RemapModel` whose names, rules or hash contain a text and whose action is among the chosen ones.
class RemapFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    /// The groups of the filter buttons.
    enum class Group
    {
        Renamed,
        Kept,
        Duplicated,
        Dropped,
        Problems,
    };

    explicit RemapFilter(QObject* parent = nullptr);

    void setText(const QString& text);
    /// An empty set shows everything.
    void setGroups(const std::set<Group>& groups);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    bool acceptsText(int row) const;

    QString m_text;
    std::set<Group> m_groups;
};

} // namespace samscope
