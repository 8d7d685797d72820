#pragma once

#include "core/inference/segment.h"
#include "ui/canvas/heat_map.h"

#include <QImage>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace samscope {

/// One candidate of an answer, ready to be shown.
struct CandidateView
{
    float iouScore = 0; ///< predicted IoU
    std::shared_ptr<const Mask> mask;
    std::uint64_t area = 0; ///< pixels
    std::optional<double> stability;
    QImage thumbnail; ///< the picture with the mask on it
    HeatMap heat;     ///< where it was asked for
};

/// An answer, ready to be shown.
struct SegmentResult
{
    std::shared_ptr<const Answer> answer;
    std::shared_ptr<const std::vector<CandidateView>> candidates;
    QString warning; ///< what is wrong with it; empty when all is well
};

/// How results are to be prepared.
struct ResultOptions
{
    QImage thumbnail; ///< of the picture
    float threshold = 0;
    bool heat = false;
};

/// Slow for large pictures: call it off the GUI thread.
SegmentResult prepareResult(std::shared_ptr<const Answer> answer, const ResultOptions& options);

} // namespace samscope
