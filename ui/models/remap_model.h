#pragma once

#include "core/convert/convert.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

namespace samscope {

/// Every key of a conversion: as a plan (all rows, before anything is written) or as the remap log (one row more with
/// each tensor that has been written; those that are not written follow at the end).
class RemapModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column
    {
        Number,
        Source,
        Target,
        Action,
        Rules,
        ShapeOf,
        DTypeOf,
        Bytes,
        Hash,
        ColumnCount,
    };

    enum Role
    {
        SortRole = Qt::UserRole, ///< numbers where the column has numbers
        ActionRole,              ///< RemapAction as int
        ProblemRole,             ///< true for rows that stop the conversion
        PlanRowRole,             ///< index into the rows of the plan
        RulesRole,               ///< std::vector<int>, the numbers of the rules
        OtherNameRole,           ///< the source name of a target and the other way round; empty where there is none
    };

    enum class View
    {
        Plan,
        Log,
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setPlan(std::shared_ptr<const ConversionPlan> plan);
    const ConversionPlan* plan() const { return m_plan.get(); }

    /// Switches to an empty log.
    void startLog();
    void appendWritten(const std::vector<WrittenRow>& rows);
    /// Adds the rows that are not written to the log of a complete conversion; `others` describes some of them.
    void completeLog(const std::vector<WrittenRow>& others);

    View view() const { return m_view; }
    void setView(View view);
    /// Tensors written so far.
    std::size_t writtenCount() const { return m_writtenCount; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void appendToLog(const std::vector<std::size_t>& rows);
    std::size_t planRow(int row) const;
    const WrittenRow* details(std::size_t planRow) const;
    QVariant display(std::size_t planRow, int column) const;
    QVariant sortValue(std::size_t planRow, int column) const;
    QVariant decoration(std::size_t planRow, int column, int role) const;

    std::shared_ptr<const ConversionPlan> m_plan;
    View m_view = View::Plan;
    std::vector<std::size_t> m_log;                   ///< rows of the plan in the order of the log
    std::vector<std::optional<WrittenRow>> m_details; ///< dtype, bytes and hash, by row of the plan
    std::size_t m_writtenCount = 0;
};

/// "renamed", "kept", …: the word of the log for a person.
QString actionText(RemapAction action);

} // namespace samscope
