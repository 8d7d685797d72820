#include "ui/convert/conversion_run.h"

#include "ui/canvas/mask_layer.h"
#include "ui/canvas/picture.h"
#include "ui/text.h"

#include <QPainter>

namespace samscope {

/// Rows on their way from the writing threads to the window.
class ConversionRun::Rows
{
public:
    void add(const WrittenRow& row)
    {
        const std::lock_guard lock(m_mutex);
        m_rows.push_back(row);
    }

    std::vector<WrittenRow> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_rows, {});
    }

private:
    std::mutex m_mutex;
    std::vector<WrittenRow> m_rows;
};

namespace {

ProofPictures picturesOf(const ForwardProof& proof)
{
    const QImage picture = Picture(builtInPicture()).thumbnail(2 * ProofPictures::side);
    const auto with = [&picture](const Mask& mask) {
        QImage result = picture;
        QPainter(&result).drawImage(0, 0, renderMask(mask, QRectF(0, 0, mask.width, mask.height), result.size(), {}));
        return result;
    };
    return {with(proof.sourceMask), with(proof.convertedMask)};
}

} // namespace

ConversionRun::ConversionRun(QObject* parent) : QObject(parent)
{
    connect(&m_job, &Job::ticked, this, &ConversionRun::collectRows);
    connect(&m_job, &Job::finished, this, [this](const JobEnd& end) {
        m_rows.reset();
        std::exchange(m_finished, nullptr)(end);
    });
}

void ConversionRun::start(const QString& title, Job::Task task, std::function<void(const JobEnd&)> finished)
{
    m_finished = std::move(finished);
    m_job.start(title, std::move(task));
}

void ConversionRun::convert(std::shared_ptr<const ConversionPlan> plan, const ConvertOptions& options)
{
    m_rows = std::make_shared<Rows>();
    const auto result = std::make_shared<ConversionResult>();
    start(
        tr("Converting %1").arg(toQt(options.checkpoint.filename())),
        [plan = std::move(plan), options, rows = m_rows, result](const Work& work) {
            *result = samscope::convert(*plan, options, work, [&rows](const WrittenRow& row) { rows->add(row); });
        },
        [this, result](const JobEnd& end) {
            Q_EMIT conversionEnded(end, end.state == JobEnd::State::Done ? result : nullptr);
        });
}

void ConversionRun::compareTensors(const std::filesystem::path& source, const std::filesystem::path& converted)
{
    const auto proof = std::make_shared<TensorProof>();
    start(
        tr("Comparing tensors"),
        [source, converted, proof](const Work& work) { *proof = samscope::compareTensors(source, converted, work); },
        [this, proof](const JobEnd& end) {
            if (end.state == JobEnd::State::Done) {
                Q_EMIT tensorsCompared(*proof);
            } else {
                Q_EMIT proofFailed(end);
            }
        });
}

void ConversionRun::compareForward(const std::filesystem::path& source, const std::filesystem::path& converted,
                                   bool exact)
{
    const auto proof = std::make_shared<ForwardProof>();
    const auto pictures = std::make_shared<ProofPictures>();
    start(
        tr("Comparing forward passes"),
        [source, converted, exact, proof, pictures](const Work& work) {
            *proof = samscope::compareForward(source, converted, std::nullopt, exact, {}, work);
            *pictures = picturesOf(*proof);
        },
        [this, proof, pictures](const JobEnd& end) {
            if (end.state == JobEnd::State::Done) {
                Q_EMIT forwardCompared(*proof, *pictures);
            } else {
                Q_EMIT proofFailed(end);
            }
        });
}

void ConversionRun::collectRows()
{
    if (!m_rows) {
        return;
    }
    const std::vector<WrittenRow> rows = m_rows->take();
    if (!rows.empty()) {
        Q_EMIT rowsWritten(rows);
    }
}

} // namespace samscope
