#pragma once

#include "core/eval/reference_pack.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace samscope {

/// The entries of a reference pack for one variant, and what the model gave where it has run.
class ReferenceModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column
    {
        Prompt,
        Expected,
        Got,
        Difference,
        Status,
        ColumnCount,
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// The entries of `pack` for `variant`, nothing run yet.
    void setPack(const ReferencePack& pack, std::string_view variant);
    void clear();
    /// Results in the order of the entries.
    void setResults(const std::vector<ReferenceRow>& rows);
    std::size_t failures() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        ReferenceEntry entry;
        std::optional<ReferenceRow> result;
    };

    QString display(const Row& row, int column) const;

    std::vector<Row> m_rows;
};

} // namespace samscope
