#pragma once

#include "core/inference/session.h"
#include "ui/canvas/heat_map.h"

#include <QImage>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace samscope {

/// One candidate of a prediction, ready to be shown.
struct CandidateView
{
    float iouScore = 0; ///< predicted IoU
    Mask mask;
    std::uint64_t area = 0; ///< pixels
    std::optional<double> stability;
    QImage thumbnail; ///< the picture with the mask on it
    HeatMap heat;     ///< where it was asked for
};

/// A prediction brought to the picture's size, ready to be shown.
struct SegmentResult
{
    std::shared_ptr<const std::vector<CandidateView>> candidates;
    std::size_t best = 0;
    bool again = false; ///< the same prompts as before, seen differently: another threshold, a heat map
    std::shared_ptr<const Prediction> prediction;
    ImageGeometry geometry;
    SessionTimings timings;
    QString warning; ///< what is wrong with it; empty when all is well
};

/// How results are to be prepared.
struct ResultWish
{
    QImage thumbnail; ///< of the picture
    float threshold = 0;
    bool heat = false;
};

/// Slow for large pictures: call it off the GUI thread.
SegmentResult prepareResult(Prediction prediction, std::vector<Candidate> candidates, const ImageGeometry& geometry,
                            const ResultWish& wish);

} // namespace samscope
