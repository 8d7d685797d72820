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

Comparison bestFit(const std::vector<CocoMask>& truth, const Mask& mask, const std::stop_token& stop)
{
    Comparison best;
    for (const CocoMask& candidate : truth) {
        throwIfStopped(stop);
        if (candidate.mask.width == mask.width && candidate.mask.height == mask.height) {
            const double iou = intersectionOverUnion(candidate.mask, mask);
            if (!best.iou || iou > *best.iou) {
                best = {iou, candidate.id};
            }
        }
    }
    return best;
}

QString lineOf(const Comparison& comparison, const std::vector<CocoMask>& truth)
{
    if (!comparison.iou) {
        const Mask& first = truth.front().mask;
        return GroundTruth::tr("is %1 × %2 pixels, the picture is not").arg(first.width).arg(first.height);
    }
    const QString line = GroundTruth::tr("IoU %1").arg(*comparison.iou, 0, 'f', 4);
    return truth.size() > 1
               ? line + GroundTruth::tr(" (annotation %1, best of %2)").arg(comparison.id).arg(truth.size())
               : line;
}

} // namespace

GroundTruth::GroundTruth(QObject* parent) : QObject(parent) {}

void GroundTruth::open(const std::filesystem::path& path, const std::filesystem::path& picture)
{
    m_reading.run(
        tr("Reading the ground truth"),
        [path, picture](const Work&) { return std::make_shared<const Masks>(readTruth(path, picture)); },
        [this](const JobOutcome<std::shared_ptr<const Masks>>& outcome) {
            if (outcome.value) {
                m_truth = *outcome.value;
                compare(m_mask);
            } else {
                Q_EMIT failed(outcome.message);
            }
        });
}

void GroundTruth::clear()
{
    m_reading.forget();
    m_truth.reset();
    compare(nullptr);
}

void GroundTruth::compare(std::shared_ptr<const Mask> mask)
{
    m_mask = std::move(mask);
    if (!m_mask || !m_truth) {
        m_comparing.forget();
        Q_EMIT said(!m_truth ? tr("none") : tr("no mask yet"));
        return;
    }
    m_comparing.run(
        tr("Comparing with the ground truth"),
        [truth = m_truth, mask = m_mask](const Work& work) {
            return lineOf(bestFit(*truth, *mask, work.stop), *truth);
        },
        [this](const JobOutcome<QString>& outcome) { Q_EMIT said(outcome.value.value_or(outcome.message)); });
}

} // namespace samscope
