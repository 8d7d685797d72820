// The kernels of core/fast on one thread, and the encoder of the models named behind --, each beside a probe of what
// the cores reach with multiply-adds alone. SAMSCOPE_TARGET=avx2 measures what a CPU without AVX-512 runs.
#include "core/base/process.h"
#include "core/eval/encoder_work.h"
#include "core/eval/flop_probe.h"
#include "core/fast/fast_encoder.h"
#include "core/fast/kernels/attention.h"
#include "core/fast/kernels/gemm.h"

#include <benchmark/benchmark.h>
#include <hwy/targets.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string_view>

using namespace samscope;

namespace {

constexpr int pictureRow = 64; // tokens: the encoder works on one picture row at a time

FloatBuffer randomNumbers(std::size_t count)
{
    std::mt19937 random(1);
    std::uniform_real_distribution<float> distribution(-1, 1);
    FloatBuffer values(count);
    std::generate_n(values.data(), count, [&] { return distribution(random); });
    return values;
}

/// Reports `flops` of each iteration as GFLOP/s and as a share of the peak.
void report(benchmark::State& state, double flops, double peak)
{
    state.counters["GFLOP/s"] = benchmark::Counter(flops / 1e9, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["of_peak"] = benchmark::Counter(flops / 1e9 / peak, benchmark::Counter::kIsIterationInvariantRate);
}

/// The queries of four rows of one head; a global layer at side 64, a window at 14.
void attention(benchmark::State& state)
{
    const int headDim = static_cast<int>(state.range(0));
    const int side = static_cast<int>(state.range(1));
    const int queryRows = 4;
    const std::size_t stride = paddedWidth(side);
    const FloatBuffer queries = randomNumbers(queryRows * headDim * stride + 64);
    const FloatBuffer keys = randomNumbers(side * headDim * stride + 64);
    const FloatBuffer values = randomNumbers(side * side * headDim);
    const std::size_t positionStride = paddedWidth(2 * side - 1) + 32;
    const FloatBuffer positions = randomNumbers(2 * headDim * positionStride);
    FloatBuffer out(queryRows * side * headDim);
    const RelativePositions relative{positions.data(), positions.data() + headDim * positionStride, positionStride};
    AttentionScratch scratch(headDim, side, side);
    const double peak = probeGflops(1);
    for (auto _ : state) {
        for (int row = 0; row < queryRows; row += 2) {
            attend({queries.data() + row * headDim * stride, stride, side, row, 2, headDim * stride},
                   {keys.data(), values.data(), side, side, stride}, &relative, headDim,
                   {out.data(), static_cast<std::size_t>(headDim), static_cast<std::size_t>(side) * headDim}, scratch);
            benchmark::ClobberMemory();
        }
    }
    const double keysSeen = side * side;
    report(state, queryRows * side * (4 * keysSeen + 4 * side) * headDim, peak);
}

/// One picture row through linear layers of one shape, one after the other.
void linear(benchmark::State& state)
{
    const int inputs = static_cast<int>(state.range(0));
    const int outputs = static_cast<int>(state.range(1));
    const auto finish = static_cast<Finish>(state.range(2));
    const FloatBuffer weight = randomNumbers(static_cast<std::size_t>(inputs) * outputs);
    const FloatBuffer bias = randomNumbers(outputs);
    std::vector<PackedMatrix> matrices; // several, as in a block, leave the second-level cache
    for (int i = 0; i < static_cast<int>(state.range(3)); ++i) {
        matrices.emplace_back(std::span(weight.data(), weight.size()), std::span(bias.data(), bias.size()), outputs,
                              inputs);
    }
    const std::size_t inStride = paddedWidth(inputs);
    const std::size_t outStride = paddedWidth(outputs);
    const FloatBuffer in = randomNumbers(pictureRow * inStride);
    FloatBuffer out(pictureRow * outStride);
    const double peak = probeGflops(1);
    std::size_t turn = 0;
    for (auto _ : state) {
        const PackedMatrix& matrix = matrices[turn++ % matrices.size()];
        multiply(matrix, {in.data(), inStride}, {out.data(), outStride}, pictureRow, Start::Bias, finish);
        benchmark::ClobberMemory();
    }
    report(state, 2.0 * pictureRow * inputs * outputs, peak);
}

/// A picture through the encoder on all cores.
void encoder(benchmark::State& state, const char* model)
{
    ModelSource source(model, {});
    ThreadPool pool(physicalCores());
    FastEncoder encode(source, pool);
    const VisionConfig& vision = source.config().vision;
    const FloatBuffer pixels = randomNumbers(3ULL * vision.imageSize * vision.imageSize);
    FloatBuffer embedding(static_cast<std::size_t>(vision.outputChannels) * vision.grid() * vision.grid());
    const double peak = probeGflops(pool.threads());
    for (auto _ : state) {
        encode({pixels.data(), pixels.size()}, {embedding.data(), embedding.size()}, {}, {});
    }
    report(state, encoderFlops(vision), peak);
}

void headDims(benchmark::internal::Benchmark* benchmark)
{
    for (const int side : {64, 14}) {
        for (const int headDim : {14, 32, 64, 80}) {
            benchmark->Args({headDim, side});
        }
    }
}

// Query, first and second layer of the MLP for slimsam-77, slimsam-50 and vit_b.
void layers(benchmark::internal::Benchmark* benchmark)
{
    for (const auto& [width, hidden] : {std::pair(168, 696), std::pair(384, 1536), std::pair(768, 3072)}) {
        for (const int matrices : {1, 12}) {
            benchmark->Args({width, width, static_cast<int>(Finish::Nothing), matrices});
            benchmark->Args({width, std::min(hidden, 768), static_cast<int>(Finish::Gelu), matrices});
            benchmark->Args({std::min(hidden, 768), width, static_cast<int>(Finish::Nothing), matrices});
        }
    }
}

} // namespace

BENCHMARK(attention)->ArgNames({"head_dim", "side"})->Apply(headDims)->Unit(benchmark::kMicrosecond);
BENCHMARK(linear)->ArgNames({"in", "out", "finish", "matrices"})->Apply(layers)->Unit(benchmark::kMicrosecond);

int main(int argc, char** argv)
{
    const char* target = std::getenv("SAMSCOPE_TARGET");
    if (target && std::string_view(target) == "avx2") {
        hwy::SetSupportedTargetsForTest(HWY_AVX2);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
    char** const models = std::find(argv, argv + argc, std::string_view("--"));
    for (char** model = models + 1; model < argv + argc; ++model) {
        benchmark::RegisterBenchmark((std::string("encoder/") + *model).c_str(), encoder, *model)
            ->Unit(benchmark::kMillisecond)
            ->UseRealTime();
    }
    int own = static_cast<int>(models - argv);
    benchmark::Initialize(&own, argv);
    benchmark::RunSpecifiedBenchmarks();
}
