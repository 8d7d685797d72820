#pragma once

#include "core/eval/reference_pack.h"
#include "ui/models/rows_model.h"

#include <optional>

namespace samscope {

struct ReferenceCase
{
    ReferenceEntry entry;
    std::optional<ReferenceRow> result; ///< without its pointer to the entry
};

/// The entries of a reference pack for one variant, and what the model gave where it has run.
class ReferenceModel : public RowsModel<ReferenceCase>
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
    };

    explicit ReferenceModel(QObject* parent = nullptr);

    /// The entries of `pack` for `variant`, nothing run yet.
    void setPack(const ReferencePack& pack, std::string_view variant);
    using RowsModel::clear;
    /// Results in the order of the entries.
    void setResults(const std::vector<ReferenceRow>& results);
    std::size_t failures() const;

    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
};

} // namespace samscope
