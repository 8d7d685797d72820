#pragma once

#include "ui/convert/conversion_batch.h"
#include "ui/job.h"
#include "ui/models/queue_model.h"

#include <QObject>
#include <QStringList>

#include <memory>
#include <vector>

namespace samscope {

struct ForwardComparison;

/// The checkpoints of Convert: reads each one's plan as soon as it is there, converts those that can be converted one
/// after the other, and proves each result before the next. A single checkpoint is a queue of one.
class ConversionQueue : public QObject
{
    Q_OBJECT
public:
    explicit ConversionQueue(QObject* parent = nullptr);

    QueueModel& model() { return m_model; }
    const QueueItem* find(int id) const { return m_model.find(id); }
    std::vector<Activity*> activities() { return {&m_plans, &m_run}; }

    /// Returns the id of the first one. The only checkpoint of the queue makes room unless something came of it.
    /// `like` is what the form says otherwise; each gets a folder of its own beside it.
    int open(const QStringList& paths, const ConvertOptions& like);
    /// At the end of the queue, whatever is in it.
    int add(const QStringList& paths, const ConvertOptions& like);
    /// What came of the item no longer counts when they differ.
    void setOptions(int id, const ConvertOptions& options);
    /// Not the one that is busy.
    void remove(int id);

    /// The item that is converted or compared now; 0 when none is.
    int busyItem() const { return m_busy; }
    std::size_t runnableCount() const;
    /// Converts every item that can be converted, in the order of the queue.
    void start();
    /// Stops what runs; the items behind it keep waiting.
    void stop() { m_run.stop(); }
    void compareTensors(int id);
    void compareForward(int id);

Q_SIGNALS:
    /// The plan of an item is there, or why there is none.
    void planned(int id);
    void started(int id);
    void rowsWritten(int id, const std::vector<samscope::WrittenRow>& rows);
    /// The conversion of an item has ended, in whatever way.
    void converted(int id);
    void proofChanged(int id);
    /// Anything of an item, or what can be done next.
    void changed(int id);
    /// One line about a run, or about the item that was stopped or done alone.
    void ended(const QString& summary);

private:
    void readPlan(int id);
    void checkGoal(int id);
    void convertNext();
    void appendWritten(const std::vector<WrittenRow>& rows);
    void endConversion(const JobOutcome<std::shared_ptr<const ConversionResult>>& outcome);
    void endTensors(const JobOutcome<TensorProof>& outcome);
    void endForward(const JobOutcome<ForwardComparison>& outcome);
    /// A comparison could not be made.
    void failComparison(const JobEnd& end);
    /// Nothing more is done with the busy item.
    void release();
    void changeProof(int id, const std::function<void(ConversionProof&)>& change);

    QueueModel m_model;
    ConversionBatch m_batch{m_model};
    int m_busy = 0;
    Job m_plans; ///< a subject for each item: disks may be slow, so both are asked off the GUI thread
    Job m_goals;
    Job m_run; ///< converts and compares the busy item
};

} // namespace samscope
