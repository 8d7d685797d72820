#include "ui/models/remap_filter.h"

#include "ui/models/remap_model.h"

#include <algorithm>
#include <vector>

namespace samscope {

namespace {

std::optional<RemapFilter::Group> groupOf(const QModelIndex& index)
{
    if (index.data(RemapModel::ProblemRole).toBool()) {
        return RemapFilter::Group::Problems;
    }
    switch (static_cast<RemapAction>(index.data(RemapModel::ActionRole).toInt())) {
    case RemapAction::Rename:
        return RemapFilter::Group::Renamed;
    case RemapAction::Keep:
        return RemapFilter::Group::Kept;
    case RemapAction::Duplicate:
        return RemapFilter::Group::Duplicated;
    case RemapAction::Drop:
        return RemapFilter::Group::Dropped;
    case RemapAction::Missing:
    case RemapAction::Unexpected:
        return RemapFilter::Group::Problems;
    }
    return std::nullopt;
}

} // namespace

RemapFilter::RemapFilter(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(RemapModel::SortRole);
    setDynamicSortFilter(true);
}

void RemapFilter::setText(const QString& text)
{
    m_text = text.trimmed();
    invalidateRowsFilter();
}

void RemapFilter::setGroups(const std::set<Group>& groups)
{
    m_groups = groups;
    invalidateRowsFilter();
}

void RemapFilter::setRule(std::optional<int> rule)
{
    m_rule = rule;
    invalidateRowsFilter();
}

bool RemapFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    Q_UNUSED(parent);
    if (!m_groups.empty()) {
        const auto group = groupOf(sourceModel()->index(row, 0));
        if (!group || !m_groups.contains(*group)) {
            return false;
        }
    }
    if (m_rule) {
        const auto rules = sourceModel()->index(row, 0).data(RemapModel::RulesRole).value<std::vector<int>>();
        if (std::ranges::find(rules, *m_rule) == rules.end()) {
            return false;
        }
    }
    return m_text.isEmpty() || acceptsText(row);
}

bool RemapFilter::acceptsText(int row) const
{
    for (const int column : {RemapModel::Source, RemapModel::Target, RemapModel::Rules, RemapModel::ShapeOf,
                             RemapModel::DTypeOf, RemapModel::Hash}) {
        if (sourceModel()->index(row, column).data().toString().contains(m_text, Qt::CaseInsensitive)) {
            return true;
        }
    }
    return false;
}

} // namespace samscope
