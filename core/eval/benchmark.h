#pragma once

#include "core/base/work.h"
#include "core/inference/predictor.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace samscope {

/// Times of one stage over all rounds, in ms.
struct StageTimes
{
    std::vector<double> milliseconds{};

    double min() const { return quantile(0); }
    double median() const { return quantile(0.5); }
    double p95() const { return quantile(0.95); }
    /// The value at `part` of the sorted times, between two of them where it falls there; 0 when there are none.
    double quantile(double part) const;
};

/// What a benchmark measured. Rounds whose probe fell below 90 % of the best one were disturbed and are left out.
struct BenchmarkReport
{
    ModelInfo model;
    int threads = 0;
    StageTimes probeGflops; ///< not milliseconds: GFLOP/s before and after every round
    StageTimes load, firstImage, encoder, decoderPoint, decoderBox, postprocess;
    StageTimes encoderCpu; ///< processor time of all threads / threads
    int leftOut = 0;
    /// Resident memory after the last round beside that after the first, in bytes; 0 where the system does not tell.
    std::int64_t residentGrowth = 0;
    /// encoderFlops at the median probe, divided by the encoder's median time: 1 is the machine's own limit.
    double encoderShareOfPeak = 0;

    /// Loading and the first image beside a warm image.
    double coldStartRatio() const { return (load.median() + firstImage.median()) / encoder.median(); }
};

/// Loads the model, encodes one picture cold and then `rounds` times; each round also decodes a point and a box and
/// brings three masks to 1800x1200 pixels. Throws `Error`.
BenchmarkReport runBenchmark(const std::filesystem::path& model, const PredictorOptions& options, int rounds,
                             const Work& work);

} // namespace samscope
