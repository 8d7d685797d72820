#include "ui/models/push_model.h"

#include "ui/text.h"
#include "ui/theme.h"

#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QString pushStateText(PushState state)
{
    return state == PushState::New       ? PushModel::tr("new")
           : state == PushState::Changed ? PushModel::tr("changed")
                                         : PushModel::tr("same");
}

QString pushCell(const PlannedFile& file, int column)
{
    switch (column) {
    case PushModel::File:
        return toQt(file.file.path);
    case PushModel::OnTheHub:
        return pushStateText(file.state);
    case PushModel::Bytes:
        return QLocale().toString(static_cast<qulonglong>(file.file.source->size()));
    default:
        return toQt(file.sha256);
    }
}

} // namespace

void PushModel::setRows(std::vector<PlannedFile> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int PushModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PushModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PushModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return pushCell(m_rows[static_cast<std::size_t>(index.row())], index.column());
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == Bytes ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        return index.column() == Hash ? QVariant(monospaceFont()) : QVariant();
    default:
        return {};
    }
}

QVariant PushModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= ColumnCount) {
        return {};
    }
    static const char* const titles[ColumnCount] = {QT_TR_NOOP("file"), QT_TR_NOOP("on the Hub"), QT_TR_NOOP("bytes"),
                                                    QT_TR_NOOP("SHA-256")};
    return tr(titles[section]);
}

} // namespace samscope
