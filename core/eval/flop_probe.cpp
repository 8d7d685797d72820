#include "core/eval/flop_probe.h"

#include <chrono>
#include <numeric>
#include <thread>
#include <vector>

// The order of these is Highway's.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/eval/flop_probe.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace samscope::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Enough independent chains to hide the latency of a multiply-add, few enough for 16 registers.
constexpr int chains = 12;
constexpr int steps = 1'000'000;

// Returns how many operations it did; `result` keeps the compiler from leaving them out.
double multiplyAdd(float& result)
{
    const hn::ScalableTag<float> d;
    const auto factor = hn::Set(d, 0.999f);
    const auto addend = hn::Set(d, 0.001f);
    hn::Vec<decltype(d)> sums[chains];
    for (auto& sum : sums) {
        sum = hn::Set(d, result);
    }
    for (int step = 0; step < steps; ++step) {
        HWY_UNROLL(12)
        for (int i = 0; i < chains; ++i) {
            sums[i] = hn::MulAdd(sums[i], factor, addend);
        }
    }
    for (int i = 1; i < chains; ++i) {
        sums[0] = hn::Add(sums[0], sums[i]);
    }
    result = hn::GetLane(sums[0]);
    return 2.0 * static_cast<double>(hn::Lanes(d)) * chains * steps;
}

} // namespace samscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace samscope {

HWY_EXPORT(multiplyAdd);

namespace {

// Operations a second of one thread.
double probeThread()
{
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    std::chrono::duration<double> passed{};
    double operations = 0;
    float result = 1;
    do {
        operations += HWY_DYNAMIC_DISPATCH(multiplyAdd)(result);
        passed = Clock::now() - start;
    } while (passed.count() < 0.1);
    return operations / passed.count();
}

} // namespace

double probeGflops(int threads)
{
    std::vector<double> rates(threads);
    {
        std::vector<std::jthread> workers;
        for (double& rate : rates) {
            workers.emplace_back([&rate] { rate = probeThread(); });
        }
    }
    return std::accumulate(rates.begin(), rates.end(), 0.0) / 1e9;
}

} // namespace samscope
#endif
