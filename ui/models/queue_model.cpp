#include "ui/models/queue_model.h"

#include "ui/text.h"
#include "ui/theme.h"

#include <QGuiApplication>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QString doneText(const ConversionProof& proof)
{
    if (proof.comparingTensors || proof.comparingForward) {
        return QueueModel::tr("comparing…");
    }
    if (!proof.tensors) {
        return QueueModel::tr("done, not compared");
    }
    return proof.tensors->identical()
               ? u"✔ "_s + QueueModel::tr("done, %1 tensors identical").arg(proof.tensors->compared)
               : u"✘ "_s + QueueModel::tr("done, %1 tensors differ").arg(proof.tensors->different.size());
}

QString stateText(const QueueItem& item)
{
    switch (item.state) {
    case QueueItem::State::Waiting:
        return !item.isRead                ? QueueModel::tr("reading…")
               : problemOf(item).isEmpty() ? QueueModel::tr("waiting")
                                           : QueueModel::tr("cannot be converted");
    case QueueItem::State::Running:
        return QueueModel::tr("converting…");
    case QueueItem::State::Done:
        return doneText(item.proof);
    case QueueItem::State::Failed:
        return u"✘ "_s + QueueModel::tr("failed");
    case QueueItem::State::Stopped:
        break;
    }
    return QueueModel::tr("stopped");
}

QVariant stateColour(const QueueItem& item)
{
    const ThemeColours& colours = themeColours(QGuiApplication::palette());
    const auto& tensors = item.proof.tensors;
    if (item.state == QueueItem::State::Done && tensors) {
        return tensors->identical() ? colours.good : colours.bad;
    }
    return problemOf(item).isEmpty() ? QVariant() : colours.bad;
}

} // namespace

QString problemOf(const QueueItem& item)
{
    if (!item.planProblem.isEmpty()) {
        return item.planProblem;
    }
    if (!item.runProblem.isEmpty()) {
        return item.runProblem;
    }
    return item.isOpen() && item.plan ? item.goalProblem : QString();
}

QueueModel::QueueModel(QObject* parent)
    : RowsModel(parent,
                {{QT_TR_NOOP("checkpoint"),
                  [](const auto& item) { return toQt(item.options.checkpoint.filename()); },
                  alignLeft,
                  {{Qt::ToolTipRole, [](const auto& item) { return toQt(item.options.checkpoint); }}}},
                 {QT_TR_NOOP("variant"),
                  [](const auto& item) { return item.plan ? toQt(item.plan->detection.variant) : QString(); }},
                 {QT_TR_NOOP("folder"), [](const auto& item) { return toQt(item.options.folder); }},
                 {QT_TR_NOOP("state"),
                  stateText,
                  alignLeft,
                  {{Qt::ToolTipRole, problemOf}, {Qt::ForegroundRole, stateColour}}}},
                {{Qt::ToolTipRole, sameAsText},
                 {IdRole, [](const auto& item) { return item.id; }},
                 {StateRole, [](const auto& item) { return static_cast<int>(item.state); }}})
{
}

const QueueItem* QueueModel::find(int id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &rows()[static_cast<std::size_t>(row)];
}

int QueueModel::rowOf(int id) const
{
    const auto found = std::ranges::find(rows(), id, &QueueItem::id);
    return found == rows().end() ? -1 : static_cast<int>(found - rows().begin());
}

int QueueModel::append(QueueItem item)
{
    item.id = ++m_lastId;
    RowsModel::append({std::move(item)});
    return m_lastId;
}

void QueueModel::change(int id, const std::function<void(QueueItem&)>& change)
{
    if (const int row = rowOf(id); row >= 0) {
        RowsModel::change(row, 1, [&change](QueueItem& item, int) { change(item); });
    }
}

void QueueModel::remove(int id)
{
    if (const int row = rowOf(id); row >= 0) {
        erase(row);
    }
}

void QueueModel::move(int id, int by)
{
    const int row = rowOf(id);
    const int to = row + by;
    if (row >= 0 && to >= 0 && to < rowCount()) {
        swapWithNeighbour(row, to);
    }
}

} // namespace samscope
