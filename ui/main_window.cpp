#include "ui/main_window.h"

#include "core/checkpoint/open_checkpoint.h"
#include "ui/actions.h"
#include "ui/compare/compare_page.h"
#include "ui/convert/convert_page.h"
#include "ui/program_menu.h"
#include "ui/segment/segment_page.h"
#include "ui/settings.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/first_steps.h"
#include "ui/widgets/job_bar.h"
#include "ui/widgets/room.h"
#include "ui/widgets/scrolled.h"
#include "ui/widgets/wheel_guard.h"
#include "ui/widgets/widgets.h"
#include "ui/widgets/workspace_button.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QCloseEvent>
#include <QDir>
#include <QFileInfo>
#include <QFrame>
#include <QImageReader>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

MainWindow::MainWindow(QWidget* parent) : MainWindow(loadPredictor, parent) {}

MainWindow::MainWindow(PredictorFactory factory, QWidget* parent)
    : QMainWindow(parent), m_convert(new ConvertPage), m_segment(new SegmentPage(factory)),
      m_compare(new ComparePage(factory)), m_pages(new QStackedWidget), m_switch(new QButtonGroup(this)),
      m_jobs(new JobBar), m_firstSteps(new FirstSteps)
{
    setWindowTitle(tr("samscope"));
    setAcceptDrops(true);
    new WheelGuard(this);
    for (QWidget* page : std::initializer_list<QWidget*>{m_convert, m_segment, m_compare}) {
        m_pages->addWidget(new Scrolled(page));
    }
    m_convert->setObjectName(u"convertPage"_s);
    m_segment->setObjectName(u"segmentPage"_s);
    m_compare->setObjectName(u"comparePage"_s);

    auto* line = new QFrame;
    line->setFrameShape(QFrame::HLine);
    line->setForegroundRole(QPalette::Mid);
    auto* centre = new QWidget;
    auto* upper = new QHBoxLayout;
    upper->setSpacing(0);
    upper->addWidget(buildSwitch());
    upper->addWidget(m_pages, 1);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_firstSteps);
    layout->addLayout(upper, 1);
    layout->addWidget(line);
    layout->addWidget(new Room(m_jobs));
    setCentralWidget(centre);
    buildJobBar();
    m_firstSteps->showKeysOf(*this);

    resize(QSize(176 * gridStep, 110 * gridStep).boundedTo(screen()->availableSize()));
    restoreGeometry(settings::windowGeometry.get());
    showWorkspace(static_cast<Workspace>(settings::workspace.get()));
}

QWidget* MainWindow::buildSwitch()
{
    auto* bar = new QWidget;
    auto* layout = new QVBoxLayout(bar);
    layout->setContentsMargins(gridStep / 2, gridStep, gridStep / 2, gridStep);
    layout->setSpacing(gridStep / 2);
    const auto add = [this, layout](Workspace workspace, WorkspaceButton* button, const QString& objectName) {
        name(button, objectName, button->text());
        m_switch->addButton(button, workspace);
        layout->addWidget(button);
        showKeys(*button, *samscope::addAction(
                              *this, objectName + u"Action"_s, tr("Go to %1").arg(button->text()),
                              QKeySequence(u"Ctrl+%1"_s.arg(workspace + 1)),
                              [this, workspace] { showWorkspace(workspace); }, Qt::WindowShortcut));
    };
    add(Convert, new WorkspaceButton(WorkspaceButton::Icon::Convert, tr("Convert")), u"switchConvert"_s);
    add(Segment, new WorkspaceButton(WorkspaceButton::Icon::Segment, tr("Segment")), u"switchSegment"_s);
    add(Compare, new WorkspaceButton(WorkspaceButton::Icon::Compare, tr("Compare")), u"switchCompare"_s);
    layout->addStretch(1);
    auto* menu = new ProgramMenu(*this);
    layout->addWidget(menu);
    connect(menu, &ProgramMenu::firstStepsRequested, m_firstSteps, &QWidget::show);
    connect(menu, &ProgramMenu::said, m_jobs, &JobBar::setIdleText);
    connect(m_switch, &QButtonGroup::idClicked, this, [this](int id) { showWorkspace(static_cast<Workspace>(id)); });
    return bar;
}

void MainWindow::buildJobBar()
{
    for (Activity* activity : m_convert->activities()) {
        m_jobs->watch(activity);
    }
    for (Activity* activity : m_compare->activities()) {
        m_jobs->watch(activity);
    }
    for (Activity* activity : m_segment->activities()) {
        m_jobs->watch(activity);
    }
    QAction* stop = samscope::addAction(
        *this, u"stopAction"_s, tr("Stop the running job"), QKeySequence(u"Ctrl+."_s), [this] { m_jobs->stop(); },
        Qt::WindowShortcut);
    showKeys(m_jobs->stopButton(), *stop);
    connect(m_convert, &ConvertPage::said, m_jobs, &JobBar::setIdleText);
    connect(m_convert, &ConvertPage::modelRequested, this, [this](const QString& path) { openModel(toPath(path)); });
    connect(m_segment, &SegmentPage::said, m_jobs, &JobBar::setIdleText);
}

void MainWindow::showWorkspace(Workspace workspace)
{
    QWidget* page = static_cast<Scrolled*>(m_pages->widget(workspace))->widget();
    if (m_pages->currentIndex() != workspace) {
        page->clearFocus(); // if it has it itself, where nobody sees it: its first field gets it instead
    }
    m_switch->button(workspace)->setChecked(true);
    m_pages->setCurrentIndex(workspace);
    settings::workspace.set(workspace);
    if (const QWidget* focus = focusWidget(); focus == nullptr || !page->isAncestorOf(focus)) {
        page->setFocus(); // its shortcuts count from now on
    }
}

void MainWindow::openCheckpoint(const std::filesystem::path& path)
{
    showWorkspace(Convert);
    m_convert->openCheckpoints({toQt(path)});
}

void MainWindow::openModel(const std::filesystem::path& path)
{
    showWorkspace(Segment);
    m_segment->openModel(toQt(path));
}

void MainWindow::openImage(const std::filesystem::path& path)
{
    showWorkspace(Segment);
    m_segment->openImage(toQt(path));
}

void MainWindow::openImages(const std::vector<std::filesystem::path>& paths)
{
    if (paths.size() > 1) {
        setScenes(paths);
    }
    openImage(paths.front());
}

void MainWindow::setScenes(const std::vector<std::filesystem::path>& paths)
{
    QStringList scenes;
    for (const std::filesystem::path& scene : paths) {
        scenes.append(toQt(std::filesystem::absolute(scene)));
    }
    m_segment->setScenes(scenes);
}

void MainWindow::openDemo(const DemoFiles& files)
{
    setScenes(files.scenes);
    openCheckpoint(files.model);
    m_convert->setFolder(QDir::current().filePath(u"samscope-demo-hf"_s)); // not beside the installed resources
    if (!files.referencePack.empty()) {
        m_segment->runPack(toQt(files.referencePack));
    }
    m_compare->openModel(0, toQt(files.model));
    m_compare->openImage(toQt(files.image));
    openModel(files.model);
    openImage(files.image);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    settings::windowGeometry.set(saveGeometry());
    m_segment->saveLayout();
    m_convert->stop();
    m_segment->stop();
    m_compare->stop();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            paths.append(url.toLocalFile());
        }
    }
    openDropped(paths);
}

void MainWindow::openDropped(const QStringList& paths)
{
    QStringList checkpoints;
    for (const QString& path : paths) {
        const QFileInfo file(path);
        if (file.isFile() && QImageReader::supportedImageFormats().contains(file.suffix().toLower().toLatin1())) {
            openImage(toPath(path));
        } else if (file.suffix() == "json"_L1) {
            showWorkspace(Segment);
            m_segment->openPack(path);
        } else if (m_pages->currentIndex() == Convert) {
            checkpoints.append(path);
        } else {
            openModel(toPath(path));
        }
    }
    if (!checkpoints.isEmpty()) {
        showWorkspace(Convert);
        m_convert->openCheckpoints(checkpoints);
    }
}

} // namespace samscope
