#include "ui/segment/ground_truth.h"

#include "ui/text.h"

namespace samscope {

namespace {

std::vector<CocoMask> readTruth(const std::filesystem::path& path, const std::filesystem::path& picture)
{
    if (path.extension() == ".json") {
        return loadCocoMasks(path, picture.filename().string());
    }
    std::vector<CocoMask> one;
    one.push_back({0, loadMaskPng(path)});
    return one;
}

/// The best fit; nothing when the truth is of another picture.
struct Comparison
{
    std::optional<double> iou;
    std::int64_t id = 0;
};

Comparison bestFit(const std::vector<CocoMask>& truth, const Mask& mask)
{
    Comparison best;
    for (const CocoMask& candidate : truth) {
        if (candidate.mask.width == mask.width && candidate.mask.height == mask.height) {
            const double iou = intersectionOverUnion(candidate.mask, mask);
            if (!best.iou || iou > *best.iou) {
                best = {iou, candidate.id};
            }
        }
    }
    return best;
}

} // namespace

GroundTruth::GroundTruth(QObject* parent) : QObject(parent) {}

void GroundTruth::open(const std::filesystem::path& path, const std::filesystem::path& picture)
{
    m_nextFile = {path, picture};
    startNext();
}

void GroundTruth::clear()
{
    ++m_round;
    m_nextFile.reset();
    m_truth.reset();
    m_mask.reset();
    m_isComparisonDue = false;
    say();
}

void GroundTruth::compare(std::shared_ptr<const Mask> mask)
{
    m_mask = std::move(mask);
    m_isComparisonDue = m_mask && m_truth;
    if (m_isComparisonDue) {
        startNext();
    } else {
        say();
    }
}

void GroundTruth::say()
{
    Q_EMIT said(!m_truth ? tr("none") : tr("no mask yet"));
}

void GroundTruth::startNext()
{
    if (m_job.isRunning()) {
        return;
    }
    if (m_nextFile) {
        startReading(*std::exchange(m_nextFile, std::nullopt));
    } else if (std::exchange(m_isComparisonDue, false)) {
        startComparing();
    }
}

void GroundTruth::startReading(const File& file)
{
    const auto masks = std::make_shared<Masks>();
    connect(
        &m_job, &Job::finished, this,
        [this, masks, round = m_round](const JobEnd& end) {
            if (round == m_round && end.state == JobEnd::State::Done) {
                m_truth = masks;
                compare(m_mask);
            } else if (round == m_round) {
                Q_EMIT failed(end.message);
            }
            startNext();
        },
        Qt::SingleShotConnection);
    m_job.start(tr("Reading the ground truth"),
                [masks, file](const Work&) { *masks = readTruth(file.path, file.picture); });
}

void GroundTruth::startComparing()
{
    const auto result = std::make_shared<Comparison>();
    connect(
        &m_job, &Job::finished, this,
        [this, result, round = m_round, truth = m_truth](const JobEnd&) {
            if (round == m_round && !m_isComparisonDue && m_mask) {
                const Mask& first = truth->front().mask;
                QString line = tr("is %1 × %2 pixels, the picture is not").arg(first.width).arg(first.height);
                if (result->iou) {
                    line = tr("IoU %1").arg(*result->iou, 0, 'f', 4);
                    if (truth->size() > 1) {
                        line += tr(" (annotation %1, best of %2)").arg(result->id).arg(truth->size());
                    }
                }
                Q_EMIT said(line);
            }
            startNext();
        },
        Qt::SingleShotConnection);
    m_job.start(tr("Comparing with the ground truth"),
                [result, truth = m_truth, mask = m_mask](const Work&) { *result = bestFit(*truth, *mask); });
}

} // namespace samscope
