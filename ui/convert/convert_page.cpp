#include "ui/convert/convert_page.h"

#include "ui/actions.h"
#include "ui/convert/hub_panel.h"
#include "ui/convert/proof_panel.h"
#include "ui/convert/push_panel.h"
#include "ui/convert/queue_view.h"
#include "ui/convert/remap_view.h"
#include "ui/convert/source_panel.h"
#include "ui/convert/tensor_panel.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/room.h"
#include "ui/widgets/scrolled.h"
#include "ui/widgets/splitter.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

ConvertPage::ConvertPage(QWidget* parent)
    : QWidget(parent), m_queue(new ConversionQueue(this)), m_source(new SourcePanel), m_hub(new HubPanel),
      m_list(new QueueView(m_queue->model())), m_warnings(new QLabel), m_convert(new QPushButton(tr("Convert"))),
      m_remap(new RemapView), m_tensor(new TensorPanel), m_proof(new ProofPanel), m_push(new PushPanel)
{
    buildLayout();
    connectPanels();
    connectQueue();
    connectHub();
    refresh();
}

void ConvertPage::buildLayout()
{
    name(m_convert, u"convertButton"_s, tr("Convert what can be converted"));
    m_convert->setMinimumWidth(16 * gridStep);
    makePrimary(*m_convert);
    name(m_warnings, u"convertWarnings"_s, tr("Notes about the checkpoint"));
    m_warnings->setWordWrap(true);
    m_warnings->hide();
    setTextColour(*m_warnings, themeColours(palette()).warning);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * gridStep, 2 * gridStep, 2 * gridStep, gridStep);
    layout->setSpacing(gridStep);
    layout->addWidget(m_source);
    layout->addWidget(m_hub);
    layout->addWidget(m_list);
    layout->addWidget(m_warnings);
    auto* totals = new Room(m_remap->totals());
    layout->addWidget(row({totals, m_convert}, totals));
    layout->addWidget(
        new Splitter(u"convertSplitter"_s, tr("Border between the remap log and the tensor"), m_remap, m_tensor), 1);
    layout->addWidget(m_proof);
    layout->addWidget(m_push);
}

void ConvertPage::connectPanels()
{
    connect(m_source, &SourcePanel::openRequested, this, &ConvertPage::openCheckpoints);
    connect(m_source, &SourcePanel::addRequested, this, [this](const QStringList& paths) {
        m_source->remember(paths);
        m_list->choose(m_queue->add(paths, m_source->options()));
    });
    connect(m_source, &SourcePanel::edited, this, &ConvertPage::takeForm);
    QAction* open = samscope::addAction(*this, u"openCheckpointAction"_s, tr("Open checkpoints"), QKeySequence::Open,
                                        [this] { m_source->openFiles(); });
    showKeys(m_source->openButton(), *open);
    m_remap->setOpenAction(*open);
    connect(m_list, &QueueView::itemChosen, this, &ConvertPage::showItem);
    connect(m_list, &QueueView::removeRequested, m_queue, &ConversionQueue::remove);
    connect(m_convert, &QPushButton::clicked, m_queue, &ConversionQueue::start);
    connect(m_proof, &ProofPanel::tensorsRequested, this, [this] { m_queue->compareTensors(m_shown); });
    connect(m_proof, &ProofPanel::forwardRequested, this, [this] { m_queue->compareForward(m_shown); });
    connect(m_proof, &ProofPanel::segmentRequested, this,
            [this] { Q_EMIT modelRequested(toQt(item()->result->folder)); });
    connect(m_remap, &RemapView::rowChosen, this, [this](std::optional<std::size_t> row) {
        if (row && item() != nullptr && item()->plan) {
            m_tensor->showTensor(item()->plan, *row);
        } else {
            m_tensor->clear();
        }
    });
    connect(m_remap, &RemapView::said, this, &ConvertPage::said);
}

void ConvertPage::connectQueue()
{
    const auto ifShown = [this](const auto& act) {
        return [this, act](int id) {
            if (id == m_shown) {
                act();
            }
        };
    };
    connect(m_queue, &ConversionQueue::planned, this, ifShown([this] { showPlan(); }));
    connect(m_queue, &ConversionQueue::started, this, ifShown([this] {
                m_remap->startLog();
                m_proof->showItem(item());
            }));
    connect(m_queue, &ConversionQueue::rowsWritten, this, [this](int id, const std::vector<WrittenRow>& rows) {
        if (id == m_shown) {
            m_remap->appendWritten(rows);
        }
    });
    connect(m_queue, &ConversionQueue::converted, this, ifShown([this] { m_remap->endLog(item()->result); }));
    connect(m_queue, &ConversionQueue::proofChanged, this, ifShown([this] { m_proof->showItem(item()); }));
    connect(m_queue, &ConversionQueue::changed, this, &ConvertPage::refresh);
    connect(m_queue, &ConversionQueue::ended, this, &ConvertPage::said);
}

void ConvertPage::connectHub()
{
    m_hub->hide();
    m_push->hide();
    for (const auto& [button, panel] :
         {std::pair<QPushButton*, QWidget*>{&m_source->hubButton(), m_hub}, {&m_proof->pushButton(), m_push}}) {
        connect(button, &QPushButton::toggled, panel, [panel = panel](bool shown) {
            panel->setVisible(shown);
            if (shown) {
                bringIntoView(*panel);
            }
        });
    }
    connect(m_hub, &HubPanel::checkpointReady, this, [this](const QString& path) {
        m_source->hubButton().setChecked(false);
        openCheckpoints({path});
        setFolder(QDir::current().filePath(QFileInfo(path).completeBaseName())); // not into the shared cache
    });
    connect(m_hub, &HubPanel::modelRequested, this, &ConvertPage::modelRequested);
    connect(m_hub, &HubPanel::said, this, &ConvertPage::said);
    connect(m_push, &PushPanel::said, this, &ConvertPage::said);
}

void ConvertPage::openCheckpoints(const QStringList& paths)
{
    m_source->remember(paths);
    m_list->choose(m_queue->open(paths, m_source->options()));
}

std::vector<Activity*> ConvertPage::activities()
{
    std::vector<Activity*> activities = m_queue->activities();
    activities.push_back(m_hub->activity());
    activities.push_back(m_remap->activity());
    const std::vector<Activity*> pushing = m_push->activities();
    activities.insert(activities.end(), pushing.begin(), pushing.end());
    return activities;
}

void ConvertPage::stop()
{
    m_queue->stop();
    m_tensor->stop();
    m_hub->stop();
    m_push->stop();
}

void ConvertPage::setFolder(const QString& path)
{
    m_source->setFolder(path);
}

void ConvertPage::showItem(int id)
{
    m_shown = id;
    m_source->setOptions(item() != nullptr ? item()->options : ConvertOptions());
    m_tensor->clear();
    showPlan();
    m_proof->showItem(item());
    refresh();
}

void ConvertPage::showPlan()
{
    m_remap->showItem(item());
    QStringList warnings;
    if (item() != nullptr && item()->plan) {
        m_source->showPlan(*item()->plan);
        for (const std::string& warning : item()->plan->warnings) {
            warnings.append(toQt(warning));
        }
    } else if (item() != nullptr && !item()->isRead) {
        m_source->showReading();
    } else {
        m_source->showNoPlan();
    }
    m_warnings->setText(warnings.join(u'\n'));
    m_warnings->setVisible(!warnings.isEmpty());
}

void ConvertPage::takeForm()
{
    if (item() == nullptr) {
        return;
    }
    const bool hadLog = item()->hasLog;
    m_queue->setOptions(m_shown, m_source->options());
    if (!item()->isRead || item()->hasLog != hadLog) {
        m_tensor->clear();
        showPlan();
        m_proof->showItem(item());
    }
}

void ConvertPage::refresh()
{
    const int busy = m_queue->busyItem();
    const std::size_t runnable = m_queue->runnableCount();
    const QString problem = item() != nullptr ? problemOf(*item()) : QString();
    m_source->setProblem(problem);
    m_source->setFixed(busy != 0 && busy == m_shown);
    m_list->setBusy(busy);
    m_convert->setText(runnable > 1 ? tr("Convert %1").arg(runnable) : tr("Convert"));
    m_convert->setToolTip(problem);
    m_convert->setEnabled(busy == 0 && runnable > 0);
    m_proof->setButtonsEnabled(busy == 0 && item() != nullptr && item()->result);
    m_push->showItem(item());
}

} // namespace samscope
