#include "ui/models/evidence_model.h"

#include "ui/text.h"
#include "ui/theme.h"

namespace samscope {

EvidenceModel::EvidenceModel(QObject* parent)
    : RowsModel(
          parent,
          {{QT_TR_NOOP("number"), [](const auto& row) { return toQt(row.what); }},
           {QT_TR_NOOP("value"), [](const auto& row) { return toQt(row.value); }},
           {QT_TR_NOOP("where it stands"),
            [](const auto& row) { return row.assumed ? tr("assumed: %1").arg(toQt(row.source)) : toQt(row.source); }}},
          {{Qt::FontRole, [](const auto&) { return monospaceFont(); }}})
{
}

} // namespace samscope
