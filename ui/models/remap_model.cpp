#include "ui/models/remap_model.h"

#include "ui/text.h"
#include "ui/theme.h"

#include <QFont>
#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QString ruleText(const std::vector<int>& rules)
{
    QStringList numbers;
    for (const int rule : rules) {
        numbers.append(QString::number(rule));
    }
    return numbers.join(u' ');
}

QString dtypeOf(const RemapLine* line)
{
    return line->written       ? toQt(torchName(line->written->dtype))
           : line->row->tensor ? toQt(torchName(line->row->tensor->dtype))
                               : QString();
}

bool isProblem(const RemapLine* line)
{
    return !line->row->problem.empty() || line->row->action == RemapAction::Missing ||
           line->row->action == RemapAction::Unexpected;
}

/// The roles of a name or hash, which may be cut.
CellRoles<const RemapLine*> longText()
{
    return {{Qt::FontRole, [](const RemapLine*) { return monospaceFont(); }}, {Qt::ToolTipRole, sameAsText}};
}

CellRoles<const RemapLine*> nameBeside(CellValue<const RemapLine*> otherName)
{
    auto roles = longText();
    roles.emplace_back(RemapModel::OtherNameRole, std::move(otherName));
    return roles;
}

} // namespace

QString actionText(RemapAction action)
{
    switch (action) {
    case RemapAction::Rename:
        return RemapModel::tr("renamed");
    case RemapAction::Keep:
        return RemapModel::tr("kept");
    case RemapAction::Duplicate:
        return RemapModel::tr("duplicated");
    case RemapAction::Drop:
        return RemapModel::tr("dropped");
    case RemapAction::Missing:
        return RemapModel::tr("missing");
    case RemapAction::Unexpected:
        break;
    }
    return RemapModel::tr("unexpected");
}

RemapModel::RemapModel(QObject* parent)
    : RowsModel(
          parent,
          {{QT_TR_NOOP("#"), [](const auto* line) { return static_cast<qulonglong>(line->planRow + 1); }, alignRight},
           {QT_TR_NOOP("original name"), [](const auto* line) { return toQt(line->row->source); }, alignLeft,
            nameBeside([](const auto* line) { return toQt(line->row->target); })},
           {QT_TR_NOOP("name in transformers"),
            [](const auto* line) { return toQt(line->row->problem.empty() ? line->row->target : line->row->problem); },
            alignLeft, nameBeside([](const auto* line) {
                return line->row->problem.empty() ? toQt(line->row->source) : QString();
            })},
           {QT_TR_NOOP("action"), [](const auto* line) { return actionText(line->row->action); }},
           {QT_TR_NOOP("rules"), [](const auto* line) { return ruleText(line->row->rules); }},
           {QT_TR_NOOP("shape"),
            [](const auto* line) { return line->row->tensor ? toQt(shapeText(line->row->tensor->shape)) : QString(); },
            alignLeft,
            {{SortRole,
              [](const auto* line) {
                  return static_cast<qulonglong>(line->row->tensor ? line->row->tensor->elementCount() : 0);
              }}}},
           {QT_TR_NOOP("dtype"), dtypeOf},
           {QT_TR_NOOP("bytes"),
            [](const auto* line) { return QLocale().toString(static_cast<qulonglong>(line->bytes())); },
            alignRight,
            {{SortRole, [](const auto* line) { return static_cast<qulonglong>(line->bytes()); }}}},
           {QT_TR_NOOP("SHA-256"),
            [](const auto* line) { return line->written ? toQt(line->written->sha256) : QString(); }, alignLeft,
            longText()}},
          {{SortRole, sameAsText},
           {ActionRole, [](const auto* line) { return static_cast<int>(line->row->action); }},
           {ProblemRole, isProblem},
           {PlanRowRole, [](const auto* line) { return static_cast<qulonglong>(line->planRow); }},
           {RulesRole, [](const auto* line) { return QVariant::fromValue(line->row->rules); }}})
{
}

void RemapModel::setPlan(std::shared_ptr<const ConversionPlan> plan)
{
    std::vector<RemapLine> lines;
    if (plan) {
        for (const RemapRow& row : plan->remap.rows) {
            lines.push_back({&row, lines.size(), std::nullopt});
        }
    }
    m_plan.swap(plan); // the former lines live until the rows no longer point to them
    m_lines.swap(lines);
    m_view = View::Plan;
    m_log.clear();
    m_writtenCount = 0;
    setRows(shownLines());
}

void RemapModel::startLog()
{
    m_view = View::Log;
    m_log.clear();
    for (RemapLine& line : m_lines) {
        line.written.reset();
    }
    m_writtenCount = 0;
    clear();
}

void RemapModel::appendWritten(const std::vector<WrittenRow>& rows)
{
    std::vector<const RemapLine*> lines;
    for (const WrittenRow& row : rows) {
        m_lines.at(row.row).written = row;
        lines.push_back(&m_lines[row.row]);
    }
    m_writtenCount += rows.size();
    appendToLog(lines);
}

void RemapModel::completeLog(const std::vector<WrittenRow>& others)
{
    std::vector<const RemapLine*> rest;
    for (const RemapLine& line : m_lines) {
        if (!line.written) {
            rest.push_back(&line);
        }
    }
    for (const WrittenRow& other : others) {
        m_lines.at(other.row).written = other;
    }
    appendToLog(rest);
}

void RemapModel::appendToLog(const std::vector<const RemapLine*>& lines)
{
    m_log.insert(m_log.end(), lines.begin(), lines.end());
    if (m_view == View::Log) {
        append(lines);
    } else if (!lines.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

std::vector<const RemapLine*> RemapModel::shownLines() const
{
    if (m_view == View::Log) {
        return m_log;
    }
    std::vector<const RemapLine*> lines;
    std::ranges::transform(m_lines, std::back_inserter(lines), [](const RemapLine& line) { return &line; });
    return lines;
}

void RemapModel::setView(View view)
{
    if (view != m_view) {
        m_view = view;
        setRows(shownLines());
    }
}

QVariant RemapModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole) {
        return static_cast<int>(section == Number || section == Bytes ? alignRight : alignLeft);
    }
    return RowsModel::headerData(section, orientation, role);
}

} // namespace samscope
