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

QString cell(const QueueItem& item, int column)
{
    switch (column) {
    case QueueModel::Checkpoint:
        return toQt(item.options.checkpoint.filename());
    case QueueModel::Variant:
        return item.plan ? toQt(item.plan->detection.variant) : QString();
    case QueueModel::Folder:
        return toQt(item.options.folder);
    default:
        return stateText(item);
    }
}

QString toolTip(const QueueItem& item, int column)
{
    return column == QueueModel::Checkpoint ? toQt(item.options.checkpoint)
           : column == QueueModel::State    ? problemOf(item)
                                            : cell(item, column);
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

const QueueItem* QueueModel::find(int id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &m_items[static_cast<std::size_t>(row)];
}

int QueueModel::rowOf(int id) const
{
    const auto found = std::ranges::find(m_items, id, &QueueItem::id);
    return found == m_items.end() ? -1 : static_cast<int>(found - m_items.begin());
}

int QueueModel::append(QueueItem item)
{
    item.id = ++m_lastId;
    beginInsertRows({}, rowCount(), rowCount());
    m_items.push_back(std::move(item));
    endInsertRows();
    return m_lastId;
}

void QueueModel::change(int id, const std::function<void(QueueItem&)>& change)
{
    if (const int row = rowOf(id); row >= 0) {
        change(m_items[static_cast<std::size_t>(row)]);
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

void QueueModel::remove(int id)
{
    if (const int row = rowOf(id); row >= 0) {
        beginRemoveRows({}, row, row);
        m_items.erase(m_items.begin() + row);
        endRemoveRows();
    }
}

void QueueModel::move(int id, int by)
{
    const int row = rowOf(id);
    const int to = row + by;
    if (row < 0 || to < 0 || to >= rowCount()) {
        return;
    }
    beginMoveRows({}, row, row, {}, by > 0 ? to + 1 : to);
    std::swap(m_items[static_cast<std::size_t>(row)], m_items[static_cast<std::size_t>(to)]);
    endMoveRows();
}

int QueueModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

int QueueModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant QueueModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const QueueItem& item = m_items[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return cell(item, index.column());
    case Qt::ToolTipRole:
        return toolTip(item, index.column());
    case Qt::ForegroundRole:
        return index.column() == State ? stateColour(item) : QVariant();
    case IdRole:
        return item.id;
    case StateRole:
        return static_cast<int>(item.state);
    default:
        return {};
    }
}

QVariant QueueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= ColumnCount) {
        return {};
    }
    static const char* const titles[ColumnCount] = {QT_TR_NOOP("checkpoint"), QT_TR_NOOP("variant"),
                                                    QT_TR_NOOP("folder"), QT_TR_NOOP("state")};
    return tr(titles[section]);
}

} // namespace samscope
