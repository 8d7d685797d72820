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

QString statusOnScreen(CheckStatus status)
{
    switch (status) {
    case CheckStatus::Pass:
        return ReferenceModel::tr("pass");
    case CheckStatus::Warn:
        return ReferenceModel::tr("warn");
    case CheckStatus::Fail:
        break;
    }
    return ReferenceModel::tr("fail");
}

QColor statusColour(CheckStatus status)
{
    const ThemeColours& colours = themeColours(QApplication::palette());
    return status == CheckStatus::Pass ? colours.good : status == CheckStatus::Warn ? colours.warning : colours.bad;
}

} // namespace

void ReferenceModel::setPack(const ReferencePack& pack, std::string_view variant)
{
    beginResetModel();
    m_rows.clear();
    for (const ReferenceEntry& entry : pack.entries) {
        if (entry.variant == variant) {
            m_rows.push_back({entry, std::nullopt});
        }
    }
    endResetModel();
}

void ReferenceModel::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

void ReferenceModel::setResults(const std::vector<ReferenceRow>& rows)
{
    const std::size_t count = std::min(rows.size(), m_rows.size());
    if (count == 0) {
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        m_rows[i].result = rows[i];
        m_rows[i].result->entry = nullptr;
    }
    Q_EMIT dataChanged(index(0, 0), index(static_cast<int>(count) - 1, ColumnCount - 1));
}

std::size_t ReferenceModel::failures() const
{
    return static_cast<std::size_t>(std::ranges::count_if(
        m_rows, [](const Row& row) { return row.result && row.result->status == CheckStatus::Fail; }));
}

int ReferenceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ReferenceModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ReferenceModel::display(const Row& row, int column) const
{
    switch (column) {
    case Prompt:
        return promptOnScreen(row.entry.prompt);
    case Expected:
        return numbers(row.entry.expected);
    case Got:
        return row.result ? numbers(row.result->got) : QString();
    case Difference:
        return row.result ? QString::number(row.result->difference, 'e', 1) : QString();
    case Status:
        return row.result ? statusOnScreen(row.result->status) : tr("not run");
    default:
        return {};
    }
}

QVariant ReferenceModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    const bool number = column == Expected || column == Got || column == Difference;
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::ToolTipRole:
        return tr("%1\ntolerance %2\n%3")
            .arg(display(row, column))
            .arg(row.entry.tolerance, 0, 'g', 2)
            .arg(toQt(row.entry.source));
    case Qt::TextAlignmentRole:
        return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        return column == Status && row.result ? QVariant(statusColour(row.result->status)) : QVariant();
    default:
        return {};
    }
}

QVariant ReferenceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    static const char* const titles[ColumnCount] = {QT_TR_NOOP("prompt"), QT_TR_NOOP("expected"), QT_TR_NOOP("got"),
                                                    QT_TR_NOOP("difference"), QT_TR_NOOP("status")};
    return section >= 0 && section < ColumnCount ? tr(titles[section]) : QVariant();
}

} // namespace samscope
