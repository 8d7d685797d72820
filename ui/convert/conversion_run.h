#pragma once

#include <QImage>
#include <QObject>

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/convert/convert.h"
#include "core/eval/verify.h"
#include "ui/job.h"

namespace samscope {

/// What a look at a checkpoint found: a plan, a reason why not to convert, or both (a name that disagrees).
struct PlanOutcome
{
    std::shared_ptr<const ConversionPlan> plan;
    QString problem;
};

/// The built-in picture with the mask of each forward pass on it.
struct ProofPictures
{
    static constexpr int side = 72; ///< logical pixels of the square that they fit into; drawn at twice that

    QImage source;
    QImage converted;
};

/// Everything that Convert does off the GUI thread, one job after the other: plan, convert, compare tensors, compare
/// forward passes. Lives on the GUI thread; every signal arrives there.
class ConversionRun : public QObject
{
    Q_OBJECT
public:
    explicit ConversionRun(QObject* parent = nullptr);

    bool isRunning() const { return m_job.isRunning(); }
    Activity* activity() { return &m_job; }
    void stop() { m_job.stop(); }

    /// While another plan is being made, the newest request waits for it and the others are forgotten.
    void plan(const ConvertOptions& options);
    void convert(std::shared_ptr<const ConversionPlan> plan, const ConvertOptions& options);
    void compareTensors(const std::filesystem::path& source, const std::filesystem::path& converted);
    void compareForward(const std::filesystem::path& source, const std::filesystem::path& converted, bool exact);

Q_SIGNALS:
    /// Any job has started or ended.
    void runningChanged();
    void planned(const samscope::PlanOutcome& outcome);
    /// Rows whose bytes have been written since the last signal.
    void rowsWritten(const std::vector<samscope::WrittenRow>& rows);
    void converted(const samscope::ConversionResult& result);
    void conversionEnded(const samscope::JobEnd& end);
    void tensorsCompared(const samscope::TensorProof& proof);
    void forwardCompared(const samscope::ForwardProof& proof, const samscope::ProofPictures& pictures);
    /// A comparison could not be made.
    void proofFailed(const samscope::JobEnd& end);

private:
    class Rows;

    void startPlan();
    void start(const QString& title, Job::Work work, std::function<void(const JobEnd&)> finished);
    void collectRows();

    Job m_job;
    std::function<void(const JobEnd&)> m_finished;
    std::shared_ptr<Rows> m_rows;
    std::optional<ConvertOptions> m_nextPlan;
};

} // namespace samscope
