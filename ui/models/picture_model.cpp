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

PictureModel::PictureModel(int side, QObject* parent)
    : RowsModel(parent, {{nullptr,
                          [](const auto& row) { return QFileInfo(row.path).fileName(); },
                          {},
                          {{Qt::ToolTipRole, [](const auto& row) { return row.path; }},
                           {Qt::DecorationRole, [](const auto& row) { return row.thumbnail; }}}}})
{
    QPixmap empty(side, side);
    empty.fill(Qt::transparent);
    m_empty = QIcon(empty);
}

void PictureModel::setPaths(const QStringList& paths)
{
    std::vector<ListedPicture> rows;
    for (const QString& path : paths) {
        rows.push_back({path, m_empty});
    }
    setRows(std::move(rows));
}

QStringList PictureModel::paths() const
{
    QStringList paths;
    for (const ListedPicture& row : rows()) {
        paths.append(row.path);
    }
    return paths;
}

void PictureModel::setThumbnail(int row, const QImage& thumbnail)
{
    if (row < rowCount() && !thumbnail.isNull()) {
        change(row, 1, [&](ListedPicture& picture, int) { picture.thumbnail = QIcon(squareOf(thumbnail)); },
               {Qt::DecorationRole});
    }
}

} // namespace samscope
