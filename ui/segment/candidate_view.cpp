#include "ui/segment/candidate_view.h"

#include "ui/canvas/mask_layer.h"
#include "ui/text.h"

#include <QPainter>

namespace samscope {

namespace {

QImage thumbnailOf(const QImage& picture, const Mask& mask)
{
    QImage thumbnail = picture;
    QPainter painter(&thumbnail);
    painter.drawImage(0, 0, renderMask(mask, QRectF(0, 0, mask.width, mask.height), thumbnail.size(), {}));
    return thumbnail;
}

QString warningOf(const Prediction& prediction)
{
    QStringList lines;
    for (const std::string& warning : prediction.warnings) {
        lines.append(toQt(warning));
    }
    return lines.join(u'\n');
}

} // namespace

SegmentResult prepareResult(std::shared_ptr<const Answer> answer, const ResultOptions& options)
{
    const Prediction& prediction = answer->prediction;
    std::vector<CandidateView> views;
    for (std::size_t i = 0; i < answer->candidates.size(); ++i) {
        const Candidate& candidate = answer->candidates[i];
        CandidateView& view = views.emplace_back();
        view.iouScore = candidate.iouScore;
        view.stability = candidate.stability;
        view.mask = std::shared_ptr<const Mask>(answer, &candidate.mask);
        view.area = candidate.mask.area();
        if (!options.thumbnail.isNull()) {
            view.thumbnail = thumbnailOf(options.thumbnail, candidate.mask);
        }
        if (options.heat) {
            view.heat = heatMap(prediction.mask(i), prediction.side, answer->geometry, options.threshold);
        }
    }
    SegmentResult result;
    result.candidates = std::make_shared<const std::vector<CandidateView>>(std::move(views));
    result.warning = warningOf(prediction);
    result.answer = std::move(answer);
    return result;
}

} // namespace samscope
