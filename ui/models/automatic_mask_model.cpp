#include "ui/models/automatic_mask_model.h"

#include <QColor>
#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

AutomaticMaskModel::AutomaticMaskModel(QObject* parent)
    : RowsModel(parent,
                {{QT_TR_NOOP("#"),
                  [](const auto& row) { return QString::number(row.number + 1); },
                  alignRight,
                  {{sortRole, [](const auto& row) { return static_cast<qulonglong>(row.number); }},
                   {Qt::DecorationRole, [](const auto& row) { return maskColour(row.number); }}}},
                 {QT_TR_NOOP("predicted IoU"),
                  [](const auto& row) { return QString::number(static_cast<double>(row.mask->predictedIou), 'f', 3); },
                  alignRight,
                  {{sortRole, [](const auto& row) { return static_cast<double>(row.mask->predictedIou); }}}},
                 {QT_TR_NOOP("stability"),
                  [](const auto& row) {
                      return row.mask->stability ? QString::number(*row.mask->stability, 'f', 3) : u"–"_s;
                  },
                  alignRight,
                  {{sortRole, [](const auto& row) { return row.mask->stability.value_or(-1); }}}},
                 {QT_TR_NOOP("area, px"),
                  [](const auto& row) { return QLocale().toString(static_cast<qulonglong>(row.mask->area)); },
                  alignRight,
                  {{sortRole, [](const auto& row) { return static_cast<qulonglong>(row.mask->area); }}}}},
                {{Qt::ToolTipRole, [](const auto& row) {
                      const auto [x, y] = row.mask->point;
                      return tr("found from the point (%1, %2)").arg(x, 0, 'f', 1).arg(y, 0, 'f', 1);
                  }}})
{
}

void AutomaticMaskModel::setResult(std::shared_ptr<const EverythingResult> result)
{
    std::vector<NumberedMask> rows;
    if (result) {
        for (const AutomaticMask& mask : result->masks) {
            rows.push_back({rows.size(), &mask});
        }
    }
    setRows(std::move(rows)); // the former rows point into the former result until then
    m_result = std::move(result);
}

} // namespace samscope
