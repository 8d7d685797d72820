#pragma once

#include "core/model/remap.h"

#include <QSortFilterProxyModel>

#include <optional>
#include <set>

namespace samscope {

/// Rows of a `RemapModel` whose names, rules or hash contain a text, whose action is among the chosen ones and that a
/// rule has changed.
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
    /// Nothing shows rows of all rules and of none.
    void setRule(std::optional<int> rule);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    bool acceptsText(int row) const;

    QString m_text;
    std::set<Group> m_groups;
    std::optional<int> m_rule;
};

} // namespace samscope
