#include "ui/convert/conversion_work.h"

#include "core/convert/model_name.h"
#include "ui/canvas/mask_layer.h"
#include "ui/canvas/picture.h"
#include "ui/convert/conversion_queue.h"
#include "ui/text.h"

#include <QPainter>

namespace samscope {

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

PlanAnswer readPlan(const ConvertOptions& options)
{
    PlanAnswer result{std::make_shared<const ConversionPlan>(planConversion(options)), {}};
    try {
        requireModelName(options.modelName, *result.plan);
    } catch (...) {
        result.problem = QString::fromUtf8(currentError().what());
        return result;
    }
    if (!result.plan->remap.canConvert()) {
        result.problem = plural(result.plan->remap.problems, ConversionQueue::tr("%1 key stands in the way"),
                                ConversionQueue::tr("%1 keys stand in the way")) +
                         ConversionQueue::tr("; the filter \"problems\" shows what is wrong");
    }
    return result;
}

ForwardComparison compareWithPictures(const std::filesystem::path& source, const std::filesystem::path& converted,
                                      bool exact, const Work& work)
{
    ForwardComparison result{compareForward(source, converted, std::nullopt, exact, {}, work), {}};
    result.pictures = picturesOf(result.proof);
    return result;
}

} // namespace samscope
