#include "ui/segment/pictures_panel.h"

#include "ui/models/picture_model.h"
#include "ui/theme.h"
#include "ui/widgets/hint_table.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>
#include <QDir>
#include <QImageReader>
#include <QListView>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

constexpr int thumbnailSide = 72;

/// The thumbnails, or what will appear here.
class PictureList : public QListView
{
protected:
    void paintEvent(QPaintEvent* event) override
    {
        QListView::paintEvent(event);
        paintHint(*this, PicturesPanel::tr("The pictures beside the open one appear here"));
    }
};

struct Thumbnail
{
    int row = 0;
    QImage image;
};

QStringList picturesOf(const QString& folder)
{
    QStringList paths;
    for (const QFileInfo& file : QDir(folder).entryInfoList(PicturesPanel::patterns(), QDir::Files, QDir::Name)) {
        paths.append(file.absoluteFilePath());
    }
    return paths;
}

QImage thumbnailOf(const QString& path)
{
    QImageReader reader(path);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (size.isValid()) {
        reader.setScaledSize(size.scaled(2 * thumbnailSide, 2 * thumbnailSide, Qt::KeepAspectRatio).expandedTo({1, 1}));
    }
    return reader.read();
}

} // namespace

PicturesPanel::PicturesPanel(QWidget* parent)
    : QWidget(parent), m_view(new PictureList), m_model(new PictureModel(thumbnailSide, this))
{
    name(m_view, u"pictureList"_s, tr("Pictures of the folder"));
    m_view->setModel(m_model);
    m_view->setIconSize({thumbnailSide, thumbnailSide});
    m_view->setViewMode(QListView::IconMode);
    m_view->setMovement(QListView::Static);
    m_view->setResizeMode(QListView::Adjust);
    m_view->setUniformItemSizes(true);
    m_view->setGridSize({thumbnailSide + 3 * gridStep, thumbnailSide + 5 * gridStep});
    m_view->setTextElideMode(Qt::ElideMiddle);
    m_view->setMinimumSize(thumbnailSide + 6 * gridStep, thumbnailSide + 5 * gridStep);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    const auto choose = [this](const QModelIndex& index) { Q_EMIT chosen(m_model->paths()[index.row()]); };
    connect(m_view, &QListView::clicked, this, choose);
    connect(m_view, &QListView::activated, this, choose);
}

const QStringList& PicturesPanel::patterns()
{
    static const QStringList patterns{u"*.png"_s,  u"*.jpg"_s, u"*.jpeg"_s, u"*.bmp"_s,
                                      u"*.webp"_s, u"*.tif"_s, u"*.tiff"_s};
    return patterns;
}

void PicturesPanel::setPaths(const QStringList& paths)
{
    m_folder.clear();
    m_paths = paths;
    showPaths(paths);
}

void PicturesPanel::setCurrent(const QString& path)
{
    m_current = path;
    m_step = 0;
    const QString folder = QFileInfo(path).absolutePath();
    if (!m_paths.contains(path) && folder != m_folder) {
        m_folder = folder;
        m_paths.clear();
        listFolder(folder);
    }
    select();
}

void PicturesPanel::step(int by)
{
    const QStringList& paths = m_model->paths();
    const qsizetype at = paths.indexOf(m_current);
    if (at < 0) {
        m_step = m_job.isRunning() ? by : 0; // the folder may still be listed
    } else if (paths.size() > 1) {
        Q_EMIT chosen(paths[(at + by + paths.size()) % paths.size()]);
    }
}

void PicturesPanel::listFolder(const QString& folder)
{
    m_job.run(
        {}, [folder](const Work&) { return picturesOf(folder); },
        [this](const JobOutcome<QStringList>& outcome) { showPaths(outcome.value.value_or(QStringList())); });
}

void PicturesPanel::showPaths(const QStringList& paths)
{
    m_model->setPaths(paths);
    select();
    m_job.runInParts<Thumbnail>(
        {},
        [paths](const Work& work, Parts<Thumbnail>& thumbnails) {
            for (int row = 0; row < paths.size(); ++row) {
                work.throwIfStopped();
                thumbnails.add({row, thumbnailOf(paths[row])});
            }
        },
        [this](const std::vector<Thumbnail>& thumbnails) {
            for (const auto& [row, image] : thumbnails) {
                m_model->setThumbnail(row, image);
            }
        },
        [](const JobEnd&) {});
    if (const int by = std::exchange(m_step, 0)) {
        step(by);
    }
}

void PicturesPanel::select()
{
    const qsizetype at = m_model->paths().indexOf(m_current);
    if (at >= 0) {
        m_view->setCurrentIndex(m_model->index(static_cast<int>(at), 0));
        m_view->scrollTo(m_model->index(static_cast<int>(at), 0));
    }
}

} // namespace samscope
