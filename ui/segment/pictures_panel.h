#pragma once

#include "ui/job.h"

#include <QWidget>

class QListView;

namespace samscope {

class PictureModel;

/// The pictures that lie beside the one that is open, as thumbnails; one of them is current. Folders are listed and
/// thumbnails made off the GUI thread.
class PicturesPanel : public QWidget
{
    Q_OBJECT
public:
    explicit PicturesPanel(QWidget* parent = nullptr);

    /// Shows these instead of a folder's.
    void setPaths(const QStringList& paths);
    /// Makes a picture the current one; the pictures of its folder appear unless it is among those that are shown.
    void setCurrent(const QString& path);
    /// The next (1) or previous (-1) one, around the end.
    void step(int by);

    /// File names that count as pictures: "*.png", …
    static const QStringList& patterns();

Q_SIGNALS:
    void chosen(const QString& path);

private:
    void listFolder(const QString& folder);
    void showPaths(const QStringList& paths);
    void select();

    QListView* m_view;
    PictureModel* m_model;
    QString m_folder;    ///< that is shown or being listed; empty: m_paths are
    QStringList m_paths; ///< those of setPaths
    QString m_current;
    int m_step = 0; ///< wanted before the folder was listed
    Job m_job;
};

} // namespace samscope
