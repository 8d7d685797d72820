#pragma once

#include "core/convert/convert.h"
#include "ui/models/rows_model.h"

#include <memory>
#include <optional>

namespace samscope {

/// One row of the plan and what has become of it.
struct RemapLine
{
    const RemapRow* row = nullptr;
    std::size_t planRow = 0;           ///< its place in the plan
    std::optional<WrittenRow> written; ///< dtype, bytes and hash

    std::uint64_t bytes() const { return written ? written->bytes : row->tensor ? row->tensor->byteCount() : 0; }
};

/// Every key of a conversion: as a plan (all rows, before anything is written) or as the remap log (one row more with
/// each tensor that has been written; those that are not written follow at the end).
class RemapModel : public RowsModel<const RemapLine*>
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

    explicit RemapModel(QObject* parent = nullptr);

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

    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    /// The rows of the view.
    std::vector<const RemapLine*> shownLines() const;
    void appendToLog(const std::vector<const RemapLine*>& lines);

    std::shared_ptr<const ConversionPlan> m_plan;
    View m_view = View::Plan;
    std::vector<RemapLine> m_lines;      ///< of the plan
    std::vector<const RemapLine*> m_log; ///< those of `m_lines` that are in the log, in its order
    std::size_t m_writtenCount = 0;
};

/// "renamed", "kept", …: the word of the log for a person.
QString actionText(RemapAction action);

} // namespace samscope
