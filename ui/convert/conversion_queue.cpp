#include "ui/convert/conversion_queue.h"

#include "core/convert/hf_folder.h"
#include "ui/convert/conversion_work.h"
#include "ui/text.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

/// Folders up to this size are also run through both forward passes without being asked.
constexpr std::uint64_t quickBytes = 20'000'000;

/// Beside the checkpoint, and no other item's.
std::filesystem::path proposedFolder(const QFileInfo& file, const QueueModel& model)
{
    const QString base =
        file.absolutePath() + u'/' + file.completeBaseName() + (file.suffix().isEmpty() ? u"-hf"_s : QString());
    const auto taken = [&model](const QString& folder) {
        return std::ranges::any_of(model.rows(),
                                   [&](const QueueItem& item) { return item.options.folder == toPath(folder); });
    };
    QString folder = base;
    for (int number = 2; taken(folder); ++number) {
        folder = base + u"-%1"_s.arg(number);
    }
    return toPath(folder);
}

bool sameGoal(const ConvertOptions& a, const ConvertOptions& b)
{
    return a.folder == b.folder && a.dtype == b.dtype && a.processorLayout == b.processorLayout &&
           a.overwrite == b.overwrite;
}

bool sameSource(const ConvertOptions& a, const ConvertOptions& b)
{
    return a.checkpoint == b.checkpoint && a.modelName == b.modelName;
}

} // namespace

ConversionQueue::ConversionQueue(QObject* parent) : QObject(parent) {}

int ConversionQueue::open(const QStringList& paths, const ConvertOptions& like)
{
    const std::vector<QueueItem>& items = m_model.rows();
    if (items.size() == 1 && items.front().isOpen() && !items.front().hasLog) {
        remove(items.front().id);
    }
    return add(paths, like);
}

int ConversionQueue::add(const QStringList& paths, const ConvertOptions& like)
{
    int first = 0;
    for (const QString& path : paths) {
        const QFileInfo file(path);
        QueueItem item;
        item.options = like;
        item.options.checkpoint = toPath(file.absoluteFilePath());
        item.options.modelName.clear();
        item.options.folder = proposedFolder(file, m_model);
        const int id = m_model.append(std::move(item));
        first = first == 0 ? id : first;
        readPlan(id);
        checkGoal(id);
    }
    return first;
}

void ConversionQueue::setOptions(int id, const ConvertOptions& options)
{
    const QueueItem* item = find(id);
    if (item == nullptr || id == m_busy) {
        return;
    }
    const bool otherSource = !sameSource(item->options, options);
    if (!otherSource && sameGoal(item->options, options)) {
        return;
    }
    m_model.change(id, [&](QueueItem& changed) {
        QueueItem fresh;
        fresh.id = id;
        fresh.options = options;
        fresh.goalProblem = changed.goalProblem; // until the answer comes
        if (!otherSource) {
            fresh.isRead = changed.isRead;
            fresh.plan = changed.plan;
            fresh.planProblem = changed.planProblem;
        }
        changed = std::move(fresh);
    });
    if (otherSource) {
        readPlan(id);
    }
    checkGoal(id);
    Q_EMIT changed(id);
}

void ConversionQueue::remove(int id)
{
    if (id != m_busy) {
        m_plans.forget(id);
        m_goals.forget(id);
        m_batch.forget(id);
        m_model.remove(id);
        Q_EMIT changed(id);
    }
}

void ConversionQueue::readPlan(int id)
{
    const ConvertOptions& options = find(id)->options;
    m_plans.run(
        tr("Reading %1").arg(toQt(options.checkpoint.filename())),
        [options](const Work&) { return samscope::readPlan(options); },
        [this, id](const JobOutcome<PlanAnswer>& outcome) {
            m_model.change(id, [&outcome](QueueItem& item) {
                item.isRead = true;
                item.plan = outcome.value ? outcome.value->plan : nullptr;
                item.planProblem = outcome.value ? outcome.value->problem : outcome.message;
            });
            Q_EMIT planned(id);
            Q_EMIT changed(id);
        },
        id);
}

void ConversionQueue::checkGoal(int id)
{
    m_goals.run(
        {},
        [options = find(id)->options](const Work&) {
            if (options.folder.empty()) {
                throw Error({.reason = tr("Name the folder to write.").toStdString()});
            }
            samscope::checkDestination(options.folder, options.checkpoint, options.overwrite);
        },
        [this, id](const JobEnd& end) {
            m_model.change(id, [&end](QueueItem& item) {
                item.isGoalKnown = true;
                item.goalProblem = end.message;
            });
            Q_EMIT changed(id);
        },
        id);
}

std::size_t ConversionQueue::runnableCount() const
{
    return static_cast<std::size_t>(std::ranges::count_if(m_model.rows(), &QueueItem::canRun));
}

void ConversionQueue::start()
{
    m_batch.start();
    convertNext();
}

void ConversionQueue::convertNext()
{
    const QueueItem* next = m_batch.next();
    if (next == nullptr) {
        if (const auto line = m_batch.end()) {
            Q_EMIT ended(*line);
        }
        return;
    }
    const int id = next->id;
    m_busy = id;
    m_model.change(id, [](QueueItem& item) {
        item.state = QueueItem::State::Running;
        item.hasLog = true;
        item.written.clear();
        item.runProblem.clear();
        item.result.reset();
        item.proof = {};
    });
    m_run.runInParts<WrittenRow>(
        tr("Converting %1").arg(toQt(next->options.checkpoint.filename())),
        [plan = next->plan, options = next->options](const Work& work, Parts<WrittenRow>& rows) {
            return std::make_shared<const ConversionResult>(
                convert(*plan, options, work, [&rows](const WrittenRow& row) { rows.add(row); }));
        },
        [this](const std::vector<WrittenRow>& rows) { appendWritten(rows); },
        [this](const JobOutcome<std::shared_ptr<const ConversionResult>>& outcome) { endConversion(outcome); });
    Q_EMIT started(id);
    Q_EMIT changed(id);
}

void ConversionQueue::appendWritten(const std::vector<WrittenRow>& rows)
{
    m_model.change(m_busy,
                   [&rows](QueueItem& item) { item.written.insert(item.written.end(), rows.begin(), rows.end()); });
    Q_EMIT rowsWritten(m_busy, rows);
}

void ConversionQueue::endConversion(const JobOutcome<std::shared_ptr<const ConversionResult>>& outcome)
{
    const int id = m_busy;
    m_model.change(id, [&outcome](QueueItem& item) {
        item.state = outcome.isDone()                         ? QueueItem::State::Done
                     : outcome.state == JobEnd::State::Failed ? QueueItem::State::Failed
                                                              : QueueItem::State::Stopped;
        item.runProblem = outcome.state == JobEnd::State::Failed ? outcome.message : QString();
        item.result = outcome.value.value_or(nullptr);
    });
    Q_EMIT converted(id);
    if (outcome.isDone()) {
        compareTensors(id);
        return;
    }
    if (outcome.state == JobEnd::State::Stopped) {
        m_batch.stop();
    }
    checkGoal(id); // what stands there now
    release();
}

void ConversionQueue::compareTensors(int id)
{
    m_busy = id;
    const QueueItem& item = *find(id);
    m_run.run(
        tr("Comparing tensors"),
        [source = item.options.checkpoint, converted = item.result->folder](const Work& work) {
            return samscope::compareTensors(source, converted, work);
        },
        [this](const JobOutcome<TensorProof>& outcome) { endTensors(outcome); });
    changeProof(id, [](ConversionProof& proof) {
        proof = {};
        proof.comparingTensors = true;
    });
    Q_EMIT changed(id);
}

void ConversionQueue::endTensors(const JobOutcome<TensorProof>& outcome)
{
    if (!outcome.isDone()) {
        failComparison(outcome);
        return;
    }
    changeProof(m_busy, [&outcome](ConversionProof& proof) {
        proof.comparingTensors = false;
        proof.tensors = outcome.value;
    });
    if (outcome.value->identical() && find(m_busy)->result->bytes <= quickBytes) {
        compareForward(m_busy);
    } else {
        release();
    }
}

void ConversionQueue::compareForward(int id)
{
    m_busy = id;
    const QueueItem& item = *find(id);
    const bool exact = !item.proof.tensors || item.proof.tensors->sameDType;
    m_run.run(
        tr("Comparing forward passes"),
        [source = item.options.checkpoint, converted = item.result->folder, exact](const Work& work) {
            return compareWithPictures(source, converted, exact, work);
        },
        [this](const JobOutcome<ForwardComparison>& outcome) { endForward(outcome); });
    changeProof(id, [](ConversionProof& proof) {
        proof.forward.reset();
        proof.forwardProblem.clear();
        proof.comparingForward = true;
    });
    Q_EMIT changed(id);
}

void ConversionQueue::endForward(const JobOutcome<ForwardComparison>& outcome)
{
    if (!outcome.isDone()) {
        failComparison(outcome);
        return;
    }
    changeProof(m_busy, [&outcome](ConversionProof& proof) {
        proof.comparingForward = false;
        proof.forward = outcome.value->proof;
        proof.pictures = outcome.value->pictures;
    });
    release();
}

void ConversionQueue::failComparison(const JobEnd& end)
{
    changeProof(m_busy, [&end](ConversionProof& proof) {
        (proof.comparingTensors ? proof.tensorProblem : proof.forwardProblem) = end.message;
        proof.comparingTensors = proof.comparingForward = false;
    });
    if (end.state == JobEnd::State::Stopped) {
        m_batch.stop();
    }
    release();
}

void ConversionQueue::release()
{
    const int id = std::exchange(m_busy, 0);
    Q_EMIT changed(id);
    if (m_batch.isRunning()) {
        convertNext();
    }
}

void ConversionQueue::changeProof(int id, const std::function<void(ConversionProof&)>& change)
{
    m_model.change(id, [&change](QueueItem& item) { change(item.proof); });
    Q_EMIT proofChanged(id);
}

} // namespace samscope
