#include "ui/models/mismatch_model.h"

#include "ui/text.h"
#include "ui/theme.h"

namespace samscope {

MismatchModel::MismatchModel(QObject* parent)
    : RowsModel(parent, {{QT_TR_NOOP("differing tensor"),
                          [](const auto& row) { return toQt(row.name); },
                          alignLeft,
                          {{Qt::FontRole, [](const auto&) { return monospaceFont(); }}}},
                         {QT_TR_NOOP("reason"), [](const auto& row) { return toQt(row.reason); }},
                         {QT_TR_NOOP("max |Δ|"),
                          [](const auto& row) { return row.maxAbs ? QString::number(*row.maxAbs, 'g', 3) : QString(); },
                          alignRight}})
{
}

} // namespace samscope
