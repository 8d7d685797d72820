#pragma once

#include "core/convert/convert.h"
#include "core/eval/verify.h"
#include "ui/job.h"
#include "ui/models/queue_item.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace samscope {

/// What Convert does to one checkpoint, one job after the other: convert, compare tensors, compare forward passes.
/// Lives on the GUI thread; every signal arrives there.
class ConversionRun : public QObject
{
    Q_OBJECT
public:
    explicit ConversionRun(QObject* parent = nullptr);

    bool isRunning() const { return m_job.isRunning(); }
    Activity* activity() { return &m_job; }
    void stop() { m_job.stop(); }

    void convert(std::shared_ptr<const ConversionPlan> plan, const ConvertOptions& options);
    void compareTensors(const std::filesystem::path& source, const std::filesystem::path& converted);
    void compareForward(const std::filesystem::path& source, const std::filesystem::path& converted, bool exact);

Q_SIGNALS:
    /// Rows whose bytes have been written since the last signal.
    void rowsWritten(const std::vector<samscope::WrittenRow>& rows);
    /// `result` is null unless the conversion is done.
    void conversionEnded(const samscope::JobEnd& end, std::shared_ptr<const samscope::ConversionResult> result);
    void tensorsCompared(const samscope::TensorProof& proof);
    void forwardCompared(const samscope::ForwardProof& proof, const samscope::ProofPictures& pictures);
    /// A comparison could not be made.
    void proofFailed(const samscope::JobEnd& end);

private:
    class Rows;

    void start(const QString& title, Job::Task task, std::function<void(const JobEnd&)> finished);
    void collectRows();

    Job m_job;
    std::function<void(const JobEnd&)> m_finished;
    std::shared_ptr<Rows> m_rows;
};

} // namespace samscope
