#include "ui/convert/hub_panel.h"

#include "core/hub/download/official_file.h"
#include "core/hub/http/hub_session.h"
#include "ui/convert/token_line.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/copy_label.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

HubPanel::HubPanel(QWidget* parent)
    : QWidget(parent), m_what(new QComboBox), m_name(new QLineEdit), m_revision(new QLineEdit(u"main"_s)),
      m_download(new QPushButton(tr("Download"))), m_line(new CopyLabel),
      m_openModel(new QPushButton(tr("Open in Segment")))
{
    name(m_line, u"hubLine"_s, tr("What came of the download"));
    m_line->setWordWrap(true);
    name(m_openModel, u"hubOpenModel"_s, tr("Open the downloaded model folder in Segment"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addWidget(buildForm());
    layout->addWidget(row({m_line, m_openModel}, m_line));
    layout->addWidget(new TokenLine(u"hub"_s));
    connect(m_what, &QComboBox::currentIndexChanged, this, &HubPanel::refresh);
    connect(m_name, &QLineEdit::textChanged, this, &HubPanel::refresh);
    connect(m_download, &QPushButton::clicked, this, &HubPanel::start);
    for (QLineEdit* edit : {m_name, m_revision}) {
        connect(edit, &QLineEdit::returnPressed, m_download, &QPushButton::click);
    }
    connect(m_openModel, &QPushButton::clicked, this, [this] { Q_EMIT modelRequested(toQt(m_folder)); });
    m_openModel->hide();
    say(tr("What is downloaded lies in the cache that the Python client shares, and is fetched only once."), false);
    refresh();
}

QWidget* HubPanel::buildForm()
{
    for (const OfficialFile& file : officialFiles()) {
        m_what->addItem(u"%1 · %2"_s.arg(toQt(file.name), toQt(humanBytes(file.size))), toQt(file.name));
    }
    m_what->addItem(tr("Another repository"), QString());
    name(m_what, u"hubWhat"_s, tr("What to download"));
    name(m_name, u"hubName"_s, tr("Repository, or a file in it"));
    m_name->setPlaceholderText(tr("namespace/name for a model folder, namespace/name/file for one file"));
    name(m_revision, u"hubRevision"_s, tr("Revision: branch, tag or commit"));
    m_revision->setToolTip(m_revision->accessibleName());
    m_revision->setFixedWidth(16 * gridStep);
    name(m_download, u"hubDownload"_s, tr("Download it"));
    return row({m_what, m_name, m_revision, m_download}, m_name);
}

DownloadTarget HubPanel::target() const
{
    DownloadTarget target;
    const QString official = m_what->currentData().toString();
    target.name = (official.isEmpty() ? m_name->text().trimmed() : official).toStdString();
    target.revision = m_revision->text().trimmed().toStdString();
    return target;
}

void HubPanel::refresh()
{
    const bool other = m_what->currentData().toString().isEmpty();
    m_name->setEnabled(other);
    m_revision->setEnabled(other);
    m_download->setEnabled(!m_job.isRunning() && !target().name.empty());
}

void HubPanel::start()
{
    const DownloadTarget wanted = target();
    m_openModel->hide();
    say(tr("Downloading; the bar at the bottom tells how far it is"), false);
    m_job.run(
        tr("Downloading %1").arg(toQt(wanted.name)),
        [wanted](const Work& work) {
            const auto client = openHub(processEnvironment(), TokenUse::Implicit);
            Arrival arrival{downloadTarget(*client, wanted, work)};
            arrival.isFolder = std::filesystem::is_directory(arrival.result.path);
            return arrival;
        },
        [this](const JobOutcome<Arrival>& outcome) { finish(outcome); });
    refresh();
}

void HubPanel::finish(const JobOutcome<Arrival>& outcome)
{
    refresh();
    if (!outcome.value) {
        const bool stopped = outcome.state == JobEnd::State::Stopped;
        say(stopped ? tr("Stopped; the next download goes on where this one was") : outcome.message, !stopped);
        Q_EMIT said(stopped ? tr("Download stopped") : tr("Download failed"));
        return;
    }
    const auto& [result, isFolder] = *outcome.value;
    const QString path = toQt(result.path);
    const QString note = result.note.empty() ? QString() : u"  ·  "_s + toQt(result.note);
    Q_EMIT said(tr("Downloaded to %1").arg(path) + note);
    if (isFolder) {
        m_folder = result.path;
        m_openModel->show();
        say(tr("%1 is a model folder, which needs no conversion").arg(path) + note, false);
        return;
    }
    say(tr("Downloaded to %1").arg(path) + note, false);
    Q_EMIT checkpointReady(path);
}

void HubPanel::say(const QString& text, bool isProblem)
{
    m_line->setText(text);
    setTextColour(*m_line, isProblem ? themeColours(palette()).bad : themeColours(palette()).muted);
}

} // namespace samscope
