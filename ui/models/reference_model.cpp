#include "ui/models/reference_model.h"

#include "ui/text.h"
#include "ui/theme.h"

#include <QApplication>
#include <QPalette>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QString numbers(const std::vector<double>& values)
{
    QStringList parts;
    for (const double value : values) {
        parts.append(QString::number(value, 'f', 4));
    }
    return parts.join(u"  "_s);
}

// On the screen; exports have the English words.
QString promptOnScreen(const PromptSet& prompt)
{
    QStringList parts;
    for (const PointPrompt& point : prompt.points) {
        parts.append(
            (point.label == 1 ? ReferenceModel::tr("point (%1, %2)") : ReferenceModel::tr("background point (%1, %2)"))
                .arg(point.x)
                .arg(point.y));
    }
    if (const auto& box = prompt.box) {
        parts.append(ReferenceModel::tr("box (%1, %2, %3, %4)").arg(box->x0).arg(box->y0).arg(box->x1).arg(box->y1));
    }
    return parts.isEmpty() ? ReferenceModel::tr("no prompt") : parts.join(u", "_s);
}

QString statusText(const ReferenceCase& row)
{
    if (!row.result) {
        return ReferenceModel::tr("not run");
    }
    switch (row.result->status) {
    case CheckStatus::Pass:
        return ReferenceModel::tr("pass");
    case CheckStatus::Warn:
        return ReferenceModel::tr("warn");
    case CheckStatus::Fail:
        break;
    }
    return ReferenceModel::tr("fail");
}

QVariant statusColour(const ReferenceCase& row)
{
    if (!row.result) {
        return {};
    }
    const ThemeColours& colours = themeColours(QApplication::palette());
    return row.result->status == CheckStatus::Pass   ? colours.good
           : row.result->status == CheckStatus::Warn ? colours.warning
                                                     : colours.bad;
}

} // namespace

ReferenceModel::ReferenceModel(QObject* parent)
    : RowsModel(
          parent,
          {{QT_TR_NOOP("prompt"), [](const auto& row) { return promptOnScreen(row.entry.prompt); }},
           {QT_TR_NOOP("expected"), [](const auto& row) { return numbers(row.entry.expected); }, alignRight},
           {QT_TR_NOOP("got"), [](const auto& row) { return row.result ? numbers(row.result->got) : QString(); },
            alignRight},
           {QT_TR_NOOP("difference"),
            [](const auto& row) { return row.result ? QString::number(row.result->difference, 'e', 1) : QString(); },
            alignRight},
           {QT_TR_NOOP("status"), statusText, alignLeft, {{Qt::ForegroundRole, statusColour}}}})
{
}

void ReferenceModel::setPack(const ReferencePack& pack, std::string_view variant)
{
    std::vector<ReferenceCase> rows;
    for (const ReferenceEntry& entry : pack.entries) {
        if (entry.variant == variant) {
            rows.push_back({entry, std::nullopt});
        }
    }
    setRows(std::move(rows));
}

void ReferenceModel::setResults(const std::vector<ReferenceRow>& results)
{
    change(0, std::min(rowCount(), static_cast<int>(results.size())), [&results](ReferenceCase& row, int i) {
        row.result = results[static_cast<std::size_t>(i)];
        row.result->entry = nullptr;
    });
}

std::size_t ReferenceModel::failures() const
{
    return static_cast<std::size_t>(std::ranges::count_if(
        rows(), [](const ReferenceCase& row) { return row.result && row.result->status == CheckStatus::Fail; }));
}

QVariant ReferenceModel::data(const QModelIndex& index, int role) const
{
    const QVariant value = RowsModel::data(index, role == Qt::ToolTipRole ? Qt::DisplayRole : role);
    if (role != Qt::ToolTipRole || !value.isValid()) {
        return value;
    }
    const ReferenceEntry& entry = rows()[static_cast<std::size_t>(index.row())].entry;
    return tr("%1\ntolerance %2\n%3").arg(value.toString()).arg(entry.tolerance, 0, 'g', 2).arg(toQt(entry.source));
}

} // namespace samscope
