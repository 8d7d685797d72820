#include "ui/models/picture_model.h"

#include <QFileInfo>
#include <QPainter>
#include <QPixmap>

#include <algorithm>

namespace samscope {

namespace {

/// All thumbnails are of one size, so that they and their names stand in rows.
QPixmap squareOf(const QImage& picture)
{
    const int side = std::max(picture.width(), picture.height());
    QPixmap square(side, side);
    square.fill(Qt::transparent);
    QPainter(&square).drawImage((side - picture.width()) / 2, (side - picture.height()) / 2, picture);
    return square;
}

} // namespace

PictureModel::PictureModel(int side, QObject* parent) : QAbstractListModel(parent)
{
    QPixmap empty(side, side);
    empty.fill(Qt::transparent);
    m_empty = QIcon(empty);
}

void PictureModel::setPaths(const QStringList& paths)
{
    beginResetModel();
    m_paths = paths;
    m_thumbnails.assign(static_cast<std::size_t>(paths.size()), m_empty);
    endResetModel();
}

void PictureModel::setThumbnail(int row, const QImage& thumbnail)
{
    if (row < rowCount() && !thumbnail.isNull()) {
        m_thumbnails[static_cast<std::size_t>(row)] = QIcon(squareOf(thumbnail));
        Q_EMIT dataChanged(index(row), index(row), {Qt::DecorationRole});
    }
}

int PictureModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_paths.size());
}

QVariant PictureModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return QFileInfo(m_paths[index.row()]).fileName();
    case Qt::ToolTipRole:
        return m_paths[index.row()];
    case Qt::DecorationRole:
        return m_thumbnails[static_cast<std::size_t>(index.row())];
    default:
        return {};
    }
}

} // namespace samscope
