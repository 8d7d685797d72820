#pragma once

#include "ui/models/rows_model.h"

#include <QIcon>

namespace samscope {

struct ListedPicture
{
    QString path;
    QIcon thumbnail;
};

/// Pictures by name, with a thumbnail each once it is there: a list, the only column of which has no title.
class PictureModel : public RowsModel<ListedPicture>
{
    Q_OBJECT
public:
    /// Thumbnails fit a square of `side`, which an empty one holds free until they come.
    explicit PictureModel(int side, QObject* parent = nullptr);

    void setPaths(const QStringList& paths);
    QStringList paths() const;
    /// Nothing for a null image.
    void setThumbnail(int row, const QImage& thumbnail);

private:
    QIcon m_empty;
};

} // namespace samscope
