#include "ui/models/push_model.h"

#include "ui/text.h"
#include "ui/theme.h"

#include <QLocale>

namespace samscope {

PushModel::PushModel(QObject* parent)
    : RowsModel(parent,
                {{QT_TR_NOOP("file"), [](const auto& row) { return toQt(row.file.path); }},
                 {QT_TR_NOOP("on the Hub"),
                  [](const auto& row) {
                      return row.state == PushState::New       ? tr("new")
                             : row.state == PushState::Changed ? tr("changed")
                                                               : tr("same");
                  }},
                 {QT_TR_NOOP("bytes"),
                  [](const auto& row) { return QLocale().toString(static_cast<qulonglong>(row.file.source->size())); },
                  alignRight},
                 {QT_TR_NOOP("SHA-256"),
                  [](const auto& row) { return toQt(row.sha256); },
                  alignLeft,
                  {{Qt::FontRole, [](const auto&) { return monospaceFont(); }}}}},
                {{Qt::ToolTipRole, sameAsText}})
{
}

} // namespace samscope
