#include "core/inference/segment.h"

#include <cstddef>

#include "core/imaging/logit_rows.h"

namespace samscope {

namespace {

struct Counts
{
    std::uint64_t sure = 0;     ///< above threshold + 1
    std::uint64_t possible = 0; ///< above threshold - 1
};

void addRow(std::span<const float> logits, float threshold, std::uint8_t* mask, Counts& counts)
{
    const float high = threshold + 1;
    const float low = threshold - 1;
    std::uint32_t sure = 0, possible = 0;
    for (std::size_t x = 0; x < logits.size(); ++x) {
        mask[x] = logits[x] > threshold ? 1 : 0;
        sure += logits[x] > high ? 1U : 0U;
        possible += logits[x] > low ? 1U : 0U;
    }
    counts.sure += sure;
    counts.possible += possible;
}

// Row by row: full-size logits of three masks would cost more time in fresh memory than the arithmetic does.
Candidate candidateOf(std::span<const float> lowRes, int side, const ImageGeometry& geometry, float threshold)
{
    const auto width = static_cast<std::size_t>(geometry.width);
    Candidate candidate;
    candidate.mask = {geometry.width, geometry.height, {}};
    candidate.mask.pixels.resize(width * static_cast<std::size_t>(geometry.height));
    LogitRows rows(lowRes, side, geometry);
    std::vector<float> row(width);
    Counts counts;
    for (int y = 0; y < geometry.height; ++y) {
        rows.read(y, row);
        addRow(row, threshold, candidate.mask.pixels.data() + static_cast<std::size_t>(y) * width, counts);
    }
    if (counts.possible != 0) {
        candidate.stability = static_cast<double>(counts.sure) / static_cast<double>(counts.possible);
    }
    return candidate;
}

} // namespace

std::vector<Candidate> candidatesOf(const Prediction& prediction, const ImageGeometry& geometry, float threshold)
{
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < prediction.count(); ++i) {
        candidates.push_back(candidateOf(prediction.mask(i), prediction.side, geometry, threshold));
        candidates.back().iouScore = prediction.iouScores[i];
    }
    return candidates;
}

} // namespace samscope
