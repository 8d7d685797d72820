#include "core/eval/benchmark.h"

#include "core/base/process.h"
#include "core/base/stopwatch.h"
#include "core/eval/encoder_work.h"
#include "core/eval/flop_probe.h"
#include "core/inference/segment.h"

#include <algorithm>
#include <cmath>
#include <ctime>

namespace samscope {

namespace {

constexpr double undisturbed = 0.9;

/// One pass through every warm stage, in ms.
struct Round
{
    double probe = 0; // GFLOP/s, the lower one of before and after
    double encode = 0, encodeCpu = 0, point = 0, box = 0, postprocess = 0;
};

// Of a size that nothing divides, with edges and slopes.
RgbImage benchmarkPicture()
{
    RgbImage image{.width = 1800, .height = 1200, .pixels = {}};
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x) {
            for (const int channel : {x / 8, y / 5, x / 97 % 2 == y / 61 % 2 ? 200 : 40}) {
                image.pixels.push_back(static_cast<std::uint8_t>(channel));
            }
        }
    }
    return image;
}

// Of all threads of this process.
double cpuMilliseconds()
{
    return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

Round measure(Predictor& predictor, const PreprocessedImage& input, double probeBefore, const std::stop_token& stop)
{
    const PromptSet point{.points = {{900, 600, 1}}};
    const PromptSet box{.box = Rect<double>{300, 200, 1500, 1000}};
    Round round;
    const double cpuBefore = cpuMilliseconds();
    const EncodedPicture picture = encode(predictor, input, {.stop = stop});
    round.encode = picture.encodeMs;
    round.encodeCpu = (cpuMilliseconds() - cpuBefore) / physicalCores();
    answer(predictor, picture, point); // what depends on the picture alone is computed here
    const Answer ofPoint = answer(predictor, picture, point);
    round.point = ofPoint.decodeMs;
    round.box = answer(predictor, picture, box).decodeMs;
    round.postprocess = ofPoint.postprocessMs;
    round.probe = std::min(probeBefore, probeGflops(physicalCores()));
    return round;
}

void collect(const std::vector<Round>& rounds, BenchmarkReport& report)
{
    const double best = std::ranges::max(rounds, {}, &Round::probe).probe;
    for (const Round& round : rounds) {
        if (round.probe < undisturbed * best) {
            ++report.leftOut;
            continue;
        }
        report.probeGflops.milliseconds.push_back(round.probe);
        report.encoder.milliseconds.push_back(round.encode);
        report.encoderCpu.milliseconds.push_back(round.encodeCpu);
        report.decoderPoint.milliseconds.push_back(round.point);
        report.decoderBox.milliseconds.push_back(round.box);
        report.postprocess.milliseconds.push_back(round.postprocess);
    }
}

} // namespace

double StageTimes::quantile(double part) const
{
    if (milliseconds.empty()) {
        return 0;
    }
    std::vector<double> sorted = milliseconds;
    std::ranges::sort(sorted);
    const double place = part * static_cast<double>(sorted.size() - 1);
    const auto lower = static_cast<std::size_t>(place);
    const std::size_t upper = std::min(lower + 1, sorted.size() - 1);
    return std::lerp(sorted[lower], sorted[upper], place - std::floor(place));
}

BenchmarkReport runBenchmark(const std::filesystem::path& model, const PredictorOptions& options, int rounds,
                             const Work& work)
{
    BenchmarkReport report;
    report.threads = physicalCores();
    Stopwatch watch;
    const auto predictor = loadPredictor(model, options, {.stop = work.stop});
    report.load.milliseconds.push_back(watch.lap());
    const PreprocessedImage input = preprocess(benchmarkPicture(), predictor->info().config.vision.imageSize);
    report.firstImage.milliseconds.push_back(encode(*predictor, input, {.stop = work.stop}).encodeMs);

    Progress state{.stage = "measuring", .total = static_cast<std::uint64_t>(rounds), .unit = Unit::Items};
    std::vector<Round> measured;
    double probe = probeGflops(report.threads);
    std::uint64_t residentAtFirst = 0;
    for (int i = 0; i < rounds; ++i) {
        work.throwIfStopped();
        measured.push_back(measure(*predictor, input, probe, work.stop));
        probe = measured.back().probe;
        residentAtFirst = i == 0 ? residentBytes() : residentAtFirst;
        ++state.done;
        work.report(state);
    }
    report.residentGrowth = static_cast<std::int64_t>(residentBytes()) - static_cast<std::int64_t>(residentAtFirst);
    report.model = predictor->info();
    collect(measured, report);
    const double floorMilliseconds = encoderFlops(report.model.config.vision) / report.probeGflops.median() / 1e6;
    report.encoderShareOfPeak = floorMilliseconds / report.encoder.median();
    return report;
}

} // namespace samscope
