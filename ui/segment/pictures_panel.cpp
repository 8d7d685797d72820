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
    : QWidget(parent), m_view(new PictureList), m_model(new PictureModel(thumbnailSide, this)),
      m_made(std::make_shared<Made>())
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
    connect(&m_job, &Job::ticked, this, &PicturesPanel::collect);
    connect(&m_job, &Job::finished, this, [this] {
        if (m_isLoadDue) {
            load();
        }
    });
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
    load();
}

void PicturesPanel::setCurrent(const QString& path)
{
    m_current = path;
    m_step = 0;
    const QString folder = QFileInfo(path).absolutePath();
    if (!m_paths.contains(path) && folder != m_folder) {
        m_folder = folder;
        m_paths.clear();
        load();
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

void PicturesPanel::load()
{
    m_isLoadDue = m_job.isRunning();
    if (m_isLoadDue) {
        m_job.stop();
        return;
    }
    m_made = std::make_shared<Made>();
    m_job.start({}, [made = m_made, folder = m_folder, paths = m_paths](const Work& work) {
        const QStringList listed = folder.isEmpty() ? paths : picturesOf(folder);
        {
            const std::lock_guard lock(made->mutex);
            made->paths = listed;
            made->listed = true;
        }
        for (int row = 0; row < listed.size() && !work.stop.stop_requested(); ++row) {
            QImage thumbnail = thumbnailOf(listed[row]);
            const std::lock_guard lock(made->mutex);
            made->thumbnails.emplace_back(row, std::move(thumbnail));
        }
    });
}

void PicturesPanel::collect()
{
    if (m_isLoadDue) {
        return; // of a folder that is no longer wanted
    }
    QStringList paths;
    std::vector<std::pair<int, QImage>> thumbnails;
    bool isNew = false;
    {
        const std::lock_guard lock(m_made->mutex);
        isNew = std::exchange(m_made->listed, false);
        paths = m_made->paths;
        thumbnails.swap(m_made->thumbnails);
    }
    if (isNew) {
        m_model->setPaths(paths);
        select();
        if (const int by = std::exchange(m_step, 0)) {
            step(by);
        }
    }
    for (const auto& [row, thumbnail] : thumbnails) {
        m_model->setThumbnail(row, thumbnail);
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
