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

SegmentResult prepareResult(Prediction prediction, std::vector<Candidate> candidates, const ImageGeometry& geometry,
                            const ResultWish& wish)
{
    std::vector<CandidateView> views;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        CandidateView& view = views.emplace_back();
        view.iouScore = candidates[i].iouScore;
        view.stability = candidates[i].stability;
        view.mask = std::move(candidates[i].mask);
        view.area = view.mask.area();
        if (!wish.thumbnail.isNull()) {
            view.thumbnail = thumbnailOf(wish.thumbnail, view.mask);
        }
        if (wish.heat) {
            view.heat = heatMap(prediction.mask(i), prediction.side, geometry, wish.threshold);
        }
    }
    SegmentResult result;
    result.candidates = std::make_shared<const std::vector<CandidateView>>(std::move(views));
    result.best = prediction.best();
    result.warning = warningOf(prediction);
    result.prediction = std::make_shared<const Prediction>(std::move(prediction));
    result.geometry = geometry;
    return result;
}

} // namespace samscope
