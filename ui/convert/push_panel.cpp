#include "ui/convert/push_panel.h"

#include "core/hub/http/hub_session.h"
#include "ui/convert/token_line.h"
#include "ui/models/push_model.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/hint_table.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

std::unique_ptr<HubClient> openHubToPush()
{
    auto client = openHub(processEnvironment(), TokenUse::Needed);
    if (!client->hasToken()) {
        throw Error({.reason = PushPanel::tr("a push needs an access token, and there is none").toStdString(),
                     .advice = PushPanel::tr("enter one below").toStdString()});
    }
    return client;
}

/// The variant's name, which most people take.
std::string proposedRepo(const QueueItem& item)
{
    const bool isPublished = item.plan && item.plan->detection.variant != "custom";
    return isPublished ? item.plan->detection.variant : item.result->folder.filename().string();
}

} // namespace

PushPanel::PushPanel(QWidget* parent)
    : QWidget(parent), m_repo(new QLineEdit), m_branch(new QLineEdit(u"main"_s)),
      m_private(new QCheckBox(tr("private"))), m_pullRequest(new QCheckBox(tr("pull request"))),
      m_showPlan(new QPushButton(tr("Show the plan"))), m_push(new QPushButton(tr("Push"))),
      m_table(new HintTable(tr("The plan shows every file before anything is sent."))), m_files(new PushModel(this)),
      m_line(new QLabel)
{
    name(m_line, u"pushLine"_s, tr("What the push does"));
    m_line->setWordWrap(true);
    m_line->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_line->setOpenExternalLinks(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addWidget(buildForm());
    layout->addWidget(buildTable());
    layout->addWidget(row({m_line, m_push}, m_line));
    layout->addWidget(new TokenLine(u"push"_s));
    for (QLineEdit* edit : {m_repo, m_branch}) {
        connect(edit, &QLineEdit::textChanged, this, &PushPanel::forgetPlan);
        connect(edit, &QLineEdit::returnPressed, m_showPlan, &QPushButton::click);
    }
    for (QCheckBox* box : {m_private, m_pullRequest}) {
        connect(box, &QCheckBox::toggled, this, &PushPanel::forgetPlan);
    }
    connect(m_showPlan, &QPushButton::clicked, this, &PushPanel::startPlan);
    connect(m_push, &QPushButton::clicked, this, &PushPanel::startPush);
    forgetPlan();
}

QWidget* PushPanel::buildForm()
{
    name(m_repo, u"pushRepo"_s, tr("Repository to push to"));
    m_repo->setPlaceholderText(tr("name, or namespace/name"));
    name(m_branch, u"pushBranch"_s, tr("Branch"));
    m_branch->setToolTip(m_branch->accessibleName());
    m_branch->setFixedWidth(16 * gridStep);
    name(m_private, u"pushPrivate"_s, tr("Only you see the repository, if it has to be created"));
    m_private->setToolTip(m_private->accessibleName());
    name(m_pullRequest, u"pushPullRequest"_s, tr("Open a pull request instead of a commit on the branch"));
    m_pullRequest->setToolTip(m_pullRequest->accessibleName());
    name(m_showPlan, u"pushPlan"_s, tr("Show what the push would do"));
    name(m_push, u"pushStart"_s, tr("Push the files of the plan in one commit"));
    return row({m_repo, m_branch, m_private, m_pullRequest, m_showPlan}, m_repo);
}

QWidget* PushPanel::buildTable()
{
    name(m_table, u"pushTable"_s, tr("Files of the push"));
    m_table->setModel(m_files);
    m_table->setFixedHeight(16 * gridStep);
    const int digit = m_table->fontMetrics().horizontalAdvance(u'0');
    m_table->setColumnWidth(PushModel::File, 34 * digit);
    m_table->setColumnWidth(PushModel::OnTheHub, 14 * digit);
    m_table->setColumnWidth(PushModel::Bytes, 16 * digit);
    return m_table;
}

void PushPanel::showItem(const QueueItem* item)
{
    const bool hasFolder = item != nullptr && item->result;
    const auto folder = hasFolder ? item->result->folder : std::filesystem::path();
    if (folder != m_folder) {
        m_folder = folder;
        m_source = hasFolder ? item->options.checkpoint : std::filesystem::path();
        m_repo->setText(hasFolder ? toQt(proposedRepo(*item)) : QString());
        forgetPlan();
    }
}

FolderPush PushPanel::wanted() const
{
    FolderPush wanted;
    wanted.folder = m_folder;
    wanted.source = m_source;
    wanted.options.repoId = m_repo->text().trimmed().toStdString();
    wanted.options.revision = m_branch->text().trimmed().toStdString();
    wanted.options.isPrivate = m_private->isChecked();
    wanted.options.createPullRequest = m_pullRequest->isChecked();
    return wanted;
}

void PushPanel::refresh()
{
    const bool running = m_planning.isRunning() || m_pushing.isRunning();
    m_showPlan->setEnabled(!running && !m_folder.empty() && !m_repo->text().trimmed().isEmpty());
    m_push->setEnabled(!running && m_plan && !m_plan->plan.isUpToDate());
}

void PushPanel::forgetPlan()
{
    m_planning.forget();
    m_plan.reset();
    m_files->clear();
    say(m_folder.empty() ? tr("Convert a checkpoint first") : tr("Nothing is sent before you have seen the plan"));
    refresh();
}

void PushPanel::stop()
{
    m_planning.stop();
    m_pushing.stop();
}

void PushPanel::startPlan()
{
    forgetPlan();
    say(tr("Comparing the folder with its checkpoint and with the Hub…"));
    m_planning.run(
        tr("Planning the push"),
        [wanted = wanted()](const Work& work) {
            return std::make_shared<const FolderPushPlan>(planFolderPush(*openHubToPush(), wanted, work));
        },
        [this](const JobOutcome<std::shared_ptr<const FolderPushPlan>>& outcome) {
            if (outcome.value) {
                showPlan(*outcome.value);
            } else {
                sayProblem(outcome);
            }
            refresh();
        });
    refresh();
}

void PushPanel::showPlan(std::shared_ptr<const FolderPushPlan> plan)
{
    m_plan = std::move(plan);
    m_files->setRows(m_plan->plan.files);
    const QString repo = toQt(m_plan->plan.repoId);
    QStringList lines;
    if (m_plan->plan.isUpToDate()) {
        lines.append(tr("Nothing to do: %1 has every file as it is here").arg(repo));
    } else if (m_plan->plan.head.empty()) {
        lines.append(m_plan->options.isPrivate ? tr("%1 is to be created, private").arg(repo)
                                               : tr("%1 is to be created, public").arg(repo));
    } else {
        lines.append(tr("%1: %2 is at %3").arg(repo, toQt(m_plan->options.revision), toQt(m_plan->plan.head)));
    }
    if (m_plan->options.createPullRequest && !m_plan->plan.isUpToDate()) {
        lines.append(tr("as a pull request"));
    }
    for (const std::string& note : m_plan->notes) {
        lines.append(toQt(note));
    }
    say(lines.join(u"  ·  "_s));
}

void PushPanel::startPush()
{
    say(tr("Pushing; the bar at the bottom tells how far it is"));
    m_pushing.run(
        tr("Pushing to %1").arg(toQt(m_plan->plan.repoId)),
        [plan = m_plan](const Work& work) { return push(*openHubToPush(), plan->plan, plan->options, work); },
        [this](const JobOutcome<PushResult>& outcome) {
            if (outcome.value) {
                showResult(*outcome.value);
            } else {
                sayProblem(outcome);
            }
            refresh();
        });
    refresh();
}

void PushPanel::showResult(const PushResult& result)
{
    m_plan.reset(); // the next push wants a plan of its own
    const QString url = toQt(result.url).toHtmlEscaped();
    say(result.committed ? tr("Committed: %1").arg(u"<a href=\"%1\">%1</a>"_s.arg(url))
                         : tr("Nothing to do: everything is there"));
    Q_EMIT said(tr("Pushed, commit %1").arg(toQt(result.commit)));
}

void PushPanel::sayProblem(const JobEnd& end)
{
    say(end.message, end.state == JobEnd::State::Failed);
}

void PushPanel::say(const QString& text, bool isProblem)
{
    m_line->setText(text);
    setTextColour(*m_line, isProblem ? themeColours(palette()).bad : themeColours(palette()).muted);
}

} // namespace samscope
