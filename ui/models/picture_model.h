#pragma once

#include <QAbstractListModel>
#include <QIcon>

#include <vector>

namespace samscope {

/// Pictures by name, with a thumbnail each once it is there.
class PictureModel : public QAbstractListModel
{
    Q_OBJECT
public:
    /// Thumbnails fit a square of `side`, which an empty one holds free until they come.
    explicit PictureModel(int side, QObject* parent = nullptr);

    void setPaths(const QStringList& paths);
    const QStringList& paths() const { return m_paths; }
    /// Nothing for a null image.
    void setThumbnail(int row, const QImage& thumbnail);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    QIcon m_empty;
    QStringList m_paths;
    std::vector<QIcon> m_thumbnails;
};

} // namespace samscope
