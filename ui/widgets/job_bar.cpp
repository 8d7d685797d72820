#include "ui/widgets/job_bar.h"

#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/room.h"

#include <QBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>
#include <map>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QString amount(const Progress& progress)
{
    const auto done = static_cast<qulonglong>(progress.done);
    const auto total = static_cast<qulonglong>(progress.total);
    switch (progress.unit) {
    case Unit::Bytes:
        return JobBar::tr("%1 of %2 MB")
            .arg(static_cast<double>(done) / 1e6, 0, 'f', 1)
            .arg(static_cast<double>(total) / 1e6, 0, 'f', 1);
    case Unit::Tensors:
        return JobBar::tr("%1 of %2 tensors").arg(done).arg(total);
    case Unit::Blocks:
        return JobBar::tr("block %1 of %2").arg(done).arg(total);
    case Unit::Items:
        break;
    }
    return JobBar::tr("%1 of %2").arg(done).arg(total);
}

/// The core's name of a stage for people.
QString stageText(std::string_view stage)
{
    static const std::map<std::string_view, QString> known{
        {"checking", JobBar::tr("checking")},
        {"committing", JobBar::tr("committing")},
        {"comparing", JobBar::tr("comparing")},
        {"downloading", JobBar::tr("downloading")},
        {"encoding", JobBar::tr("encoding")},
        {"finding masks", JobBar::tr("finding masks")},
        {"loading", JobBar::tr("loading")},
        {"reading back", JobBar::tr("reading back")},
        {"uploading", JobBar::tr("uploading")},
        {"waiting for another download", JobBar::tr("waiting for another download")},
        {"waiting to try again", JobBar::tr("waiting to try again")},
        {"writing", JobBar::tr("writing")},
    };
    const auto found = known.find(stage);
    return found == known.end() ? toQt(stage) : found->second;
}

} // namespace

JobBar::JobBar(QWidget* parent)
    : QWidget(parent), m_text(new QLabel), m_bar(new QProgressBar), m_stop(new QPushButton(tr("Stop")))
{
    setObjectName(u"jobBar"_s);
    m_text->setObjectName(u"jobText"_s);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_bar->setObjectName(u"jobProgress"_s);
    m_bar->setAccessibleName(tr("Progress of the running job"));
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(30 * gridStep);
    m_bar->setFixedHeight(gridStep);
    m_stop->setObjectName(u"jobStop"_s);
    m_stop->setAccessibleName(tr("Stop the running job"));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(gridStep, gridStep / 2, gridStep, gridStep / 2);
    layout->setSpacing(gridStep);
    layout->addWidget(m_bar);
    layout->addWidget(new Room(m_text), 1);
    layout->addWidget(m_stop);
    setFixedHeight(m_stop->sizeHint().height() + gridStep); // the page above stays where it is when the bar fills
    connect(m_stop, &QPushButton::clicked, this, &JobBar::stop);
    showIdle();
}

void JobBar::watch(Activity* activity)
{
    connect(activity, &Activity::changed, this, [this, activity] { refresh(activity); });
    connect(activity, &QObject::destroyed, this, [this, activity] { std::erase(m_running, activity); });
}

void JobBar::setIdleText(const QString& text)
{
    m_idleText = text;
    if (m_running.empty()) {
        showIdle();
    }
}

void JobBar::stop()
{
    if (!m_running.empty()) {
        m_running.back()->stop();
        m_stop->setEnabled(false);
    }
}

void JobBar::refresh(Activity* activity)
{
    const bool known = std::ranges::find(m_running, activity) != m_running.end();
    if (activity->isRunning() != known) {
        if (known) {
            std::erase(m_running, activity);
        } else {
            m_running.push_back(activity);
        }
        m_title.clear();
    }
    if (m_running.empty()) {
        showIdle();
    } else {
        showActivity(*m_running.back());
    }
}

void JobBar::showActivity(const Activity& activity)
{
    const Progress progress = activity.progress();
    if (activity.title() != m_title) {
        m_title = activity.title();
        m_stage = {};
        m_stop->setEnabled(true);
    }
    m_bar->setVisible(true);
    m_stop->setVisible(true);
    showShare(progress);
    QStringList parts{m_title};
    if (progress.total > 0) {
        parts.append(stageText(progress.stage) + u' ' + amount(progress));
        parts.append(pace(progress));
    }
    m_text->setText(parts.join(u"  ·  "_s));
}

// QProgressBar paints at once when it changes, and with it everything of the window that waits to be painted.
void JobBar::showShare(const Progress& progress)
{
    m_bar->setUpdatesEnabled(false);
    m_bar->setRange(0, progress.total == 0 ? 0 : 1000);
    if (progress.total > 0) {
        m_bar->setValue(static_cast<int>(std::min(progress.done, progress.total) * 1000 / progress.total));
    }
    m_bar->setUpdatesEnabled(true);
}

void JobBar::showIdle()
{
    m_bar->setVisible(false);
    m_stop->setVisible(false);
    m_text->setText(m_idleText.isEmpty() ? tr("Ready") : m_idleText);
}

QStringList JobBar::pace(const Progress& progress)
{
    if (progress.stage != m_stage || progress.done < m_stageStart) {
        m_stage = progress.stage;
        m_stageStart = progress.done;
        m_stageTime.start();
    }
    const double seconds = static_cast<double>(m_stageTime.elapsed()) / 1000;
    const std::uint64_t advanced = progress.done - m_stageStart;
    if (seconds < 1 || advanced == 0 || progress.done >= progress.total) {
        return {};
    }
    QStringList parts;
    const double perSecond = static_cast<double>(advanced) / seconds;
    if (progress.unit == Unit::Bytes) {
        parts.append(tr("%1 MB/s").arg(perSecond / 1e6, 0, 'f', 1));
    }
    const double left = static_cast<double>(progress.total - progress.done) / perSecond;
    parts.append(left < 60 ? tr("%1 s left").arg(std::max(1, static_cast<int>(left + 0.5)))
                           : tr("%1 min left").arg(static_cast<int>(left / 60 + 0.5)));
    return parts;
}

} // namespace samscope
