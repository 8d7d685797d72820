#include "ui/convert/conversion_queue.h"

#include "core/convert/hf_folder.h"
#include "ui/text.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

/// Folders up to this size are also run through both forward passes without being asked.
constexpr std::uint64_t quickBytes = 20'000'000;

struct PlanAnswer
{
    std::shared_ptr<const ConversionPlan> plan;
    QString problem;
};

/// A name that disagrees is a problem, but the plan of what was detected is shown with it.
PlanAnswer makePlan(const ConvertOptions& options)
{
    PlanAnswer answer;
    try {
        ConvertOptions detected = options;
        detected.modelName.clear();
        answer.plan = std::make_shared<const ConversionPlan>(planConversion(detected));
        if (!options.modelName.empty()) {
            static_cast<void>(planConversion(options));
        }
    } catch (...) {
        answer.problem = QString::fromUtf8(currentError().what());
        return answer;
    }
    if (!answer.plan->remap.canConvert()) {
        answer.problem = plural(answer.plan->remap.problems, ConversionQueue::tr("%1 key stands in the way"),
                                ConversionQueue::tr("%1 keys stand in the way")) +
                         ConversionQueue::tr("; the filter \"problems\" shows what is wrong");
    }
    return answer;
}

QString goalProblem(const ConvertOptions& options)
{
    if (options.folder.empty()) {
        return ConversionQueue::tr("Name the folder to write.");
    }
    try {
        samscope::checkGoal(options.folder, options.checkpoint, options.overwrite);
        return {};
    } catch (...) {
        return QString::fromUtf8(currentError().what());
    }
}

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

ConversionQueue::ConversionQueue(QObject* parent) : QObject(parent)
{
    connectRun();
}

void ConversionQueue::connectRun()
{
    connect(&m_run, &ConversionRun::rowsWritten, this, [this](const std::vector<WrittenRow>& rows) {
        m_model.change(m_busy,
                       [&rows](QueueItem& item) { item.written.insert(item.written.end(), rows.begin(), rows.end()); });
        Q_EMIT rowsWritten(m_busy, rows);
    });
    connect(&m_run, &ConversionRun::conversionEnded, this, &ConversionQueue::endConversion);
    connect(&m_run, &ConversionRun::tensorsCompared, this, [this](const TensorProof& proof) {
        changeProof(m_busy, [&proof](ConversionProof& known) {
            known.comparingTensors = false;
            known.tensors = proof;
        });
        if (proof.identical() && find(m_busy)->result->bytes <= quickBytes) {
            compareForward(m_busy);
        } else {
            endComparison();
        }
    });
    connect(&m_run, &ConversionRun::forwardCompared, this,
            [this](const ForwardProof& proof, const ProofPictures& pictures) {
                changeProof(m_busy, [&](ConversionProof& known) {
                    known.comparingForward = false;
                    known.forward = proof;
                    known.pictures = pictures;
                });
                endComparison();
            });
    connect(&m_run, &ConversionRun::proofFailed, this, [this](const JobEnd& end) {
        changeProof(m_busy, [&end](ConversionProof& known) {
            (known.comparingTensors ? known.tensorProblem : known.forwardProblem) = end.message;
            known.comparingTensors = known.comparingForward = false;
        });
        if (end.state == JobEnd::State::Stopped) {
            m_batch.stop();
        }
        endComparison();
    });
}

std::vector<Activity*> ConversionQueue::activities()
{
    return {m_plans.activity(), m_run.activity()};
}

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
    const ConvertOptions options = find(id)->options;
    m_plans.ask(id, tr("Reading %1").arg(toQt(options.checkpoint.filename())), [this, id, options] {
        return [this, id, answer = makePlan(options)] {
            m_model.change(id, [&answer](QueueItem& item) {
                item.isRead = true;
                item.plan = answer.plan;
                item.planProblem = answer.problem;
            });
            Q_EMIT planned(id);
            Q_EMIT changed(id);
        };
    });
}

void ConversionQueue::checkGoal(int id)
{
    m_goals.ask(id, {}, [this, id, options = find(id)->options] {
        return [this, id, problem = goalProblem(options)] {
            m_model.change(id, [&problem](QueueItem& item) {
                item.isGoalKnown = true;
                item.goalProblem = problem;
            });
            Q_EMIT changed(id);
        };
    });
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
    m_run.convert(next->plan, next->options);
    Q_EMIT started(id);
    Q_EMIT changed(id);
}

void ConversionQueue::endConversion(const JobEnd& end, const std::shared_ptr<const ConversionResult>& result)
{
    const int id = m_busy;
    m_model.change(id, [&](QueueItem& item) {
        item.state = end.state == JobEnd::State::Done     ? QueueItem::State::Done
                     : end.state == JobEnd::State::Failed ? QueueItem::State::Failed
                                                          : QueueItem::State::Stopped;
        item.runProblem = end.state == JobEnd::State::Failed ? end.message : QString();
        item.result = result;
    });
    Q_EMIT converted(id);
    if (result) {
        compareTensors(id);
        return;
    }
    if (end.state == JobEnd::State::Stopped) {
        m_batch.stop();
    }
    checkGoal(id); // what stands there now
    endComparison();
}

void ConversionQueue::compareTensors(int id)
{
    m_busy = id;
    const QueueItem& item = *find(id);
    m_run.compareTensors(item.options.checkpoint, item.result->folder);
    changeProof(id, [](ConversionProof& proof) {
        proof = {};
        proof.comparingTensors = true;
    });
    Q_EMIT changed(id);
}

void ConversionQueue::compareForward(int id)
{
    m_busy = id;
    const QueueItem& item = *find(id);
    m_run.compareForward(item.options.checkpoint, item.result->folder,
                         !item.proof.tensors || item.proof.tensors->sameDType);
    changeProof(id, [](ConversionProof& proof) {
        proof.forward.reset();
        proof.forwardProblem.clear();
        proof.comparingForward = true;
    });
    Q_EMIT changed(id);
}

void ConversionQueue::endComparison()
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
