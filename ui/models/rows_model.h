#pragma once

#include <QAbstractTableModel>
#include <QCoreApplication>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

namespace samscope {

inline constexpr Qt::Alignment alignLeft = Qt::AlignLeft | Qt::AlignVCenter;
inline constexpr Qt::Alignment alignRight = Qt::AlignRight | Qt::AlignVCenter;

/// What a cell of a `Row` shows in one role, computed whenever it is asked for.
template <typename Row> using CellValue = std::function<QVariant(const Row&)>;

/// In the place of a `CellValue`: the text of the cell.
inline constexpr std::nullptr_t sameAsText = nullptr;

template <typename Row> using CellRoles = std::vector<std::pair<int, CellValue<Row>>>;

/// One column of a `RowsModel`. Titles are QT_TR_NOOP in the context of the model.
template <typename Row> class TableColumn
{
public:
    /// `roles` are those beyond text and alignment. No alignment: as the view does it.
    TableColumn(const char* title, CellValue<Row> text, Qt::Alignment alignment = alignLeft, CellRoles<Row> roles = {},
                const char* titleTip = nullptr)
        : m_title(title), m_titleTip(titleTip), m_text(std::move(text)), m_alignment(alignment),
          m_roles(std::move(roles))
    {
    }

    /// `others` are the roles of every column that does not have them itself.
    QVariant data(const Row& row, int role, const CellRoles<Row>& others) const
    {
        if (role == Qt::DisplayRole) {
            return m_text(row);
        }
        if (role == Qt::TextAlignmentRole) {
            return m_alignment ? QVariant(static_cast<int>(m_alignment)) : QVariant();
        }
        for (const CellRoles<Row>* roles : {&m_roles, &others}) {
            const auto found = std::ranges::find(*roles, role, &CellRoles<Row>::value_type::first);
            if (found != roles->end()) {
                return found->second ? found->second(row) : m_text(row);
            }
        }
        return {};
    }

    /// Null where there is nothing.
    const char* headerText(int role) const
    {
        return role == Qt::DisplayRole ? m_title : role == Qt::ToolTipRole ? m_titleTip : nullptr;
    }

private:
    const char* m_title;
    const char* m_titleTip;
    CellValue<Row> m_text;
    Qt::Alignment m_alignment;
    CellRoles<Row> m_roles;
};

/// A table that holds one `Row` a row and is described by its columns. A model derived from it is its columns and its
/// own verbs; it has Q_OBJECT, so that its titles are translated in its context.
template <typename Row> class RowsModel : public QAbstractTableModel
{
public:
    const std::vector<Row>& rows() const { return m_rows; }

    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }

    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }

    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
            return {};
        }
        const auto& column = m_columns[static_cast<std::size_t>(index.column())];
        return column.data(m_rows[static_cast<std::size_t>(index.row())], role, m_roles);
    }

    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
            return {};
        }
        const char* text = m_columns[static_cast<std::size_t>(section)].headerText(role);
        return text != nullptr ? QVariant(QCoreApplication::translate(metaObject()->className(), text)) : QVariant();
    }

protected:
    /// `roles` are those of every column that does not have them itself.
    RowsModel(QObject* parent, std::vector<TableColumn<Row>> columns, CellRoles<Row> roles = {})
        : QAbstractTableModel(parent), m_columns(std::move(columns)), m_roles(std::move(roles))
    {
    }

    void setRows(std::vector<Row> rows)
    {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }

    void clear() { setRows({}); }

    void append(std::vector<Row> rows)
    {
        if (!rows.empty()) {
            beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(rows.size()) - 1);
            std::ranges::move(rows, std::back_inserter(m_rows));
            endInsertRows();
        }
    }

    /// Calls `change(Row&, row)` for `count` rows from `first` on. Nothing as `roles`: any may change.
    template <typename Change> void change(int first, int count, const Change& change, const QList<int>& roles = {})
    {
        for (int row = first; row < first + count; ++row) {
            change(m_rows[static_cast<std::size_t>(row)], row);
        }
        if (count > 0) {
            Q_EMIT dataChanged(index(first, 0), index(first + count - 1, columnCount() - 1), roles);
        }
    }

    void erase(int row)
    {
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        endRemoveRows();
    }

    /// Takes a row to the place of its neighbour above or below.
    void swapWithNeighbour(int row, int neighbour)
    {
        beginMoveRows({}, row, row, {}, neighbour > row ? neighbour + 1 : neighbour);
        std::swap(m_rows[static_cast<std::size_t>(row)], m_rows[static_cast<std::size_t>(neighbour)]);
        endMoveRows();
    }

private:
    std::vector<TableColumn<Row>> m_columns;
    CellRoles<Row> m_roles;
    std::vector<Row> m_rows;
};

} // namespace samscope
