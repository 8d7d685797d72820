#include "tests/core/fast/kernels/targets.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <vector>

// The order of these is Highway's.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/core/fast/kernels/tst_simd_math.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#include "core/fast/kernels/simd_math-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace samscope::HWY_NAMESPACE {

/// Applies a function of N vectors to all values, whose count is a multiple of every such step.
template <int N, typename Function> HWY_INLINE void apply(float* values, std::size_t count, const Function& function)
{
    const FloatTag d;
    const std::size_t lanes = hn::Lanes(d);
    for (std::size_t i = 0; i < count; i += N * lanes) {
        FloatVector x[N];
        for (int k = 0; k < N; ++k) {
            x[k] = hn::LoadU(d, values + i + k * lanes);
        }
        function(x);
        for (int k = 0; k < N; ++k) {
            hn::StoreU(x[k], d, values + i + k * lanes);
        }
    }
}

void exp2OfAll(float* values, std::size_t count)
{
    apply<2>(values, count, [](FloatVector(&x)[2]) { exp2(x); });
}

void geluOfAll(float* values, std::size_t count)
{
    apply<4>(values, count, [](FloatVector(&x)[4]) { gelu(x); });
}

void geluOfOnes(float* values, std::size_t count)
{
    apply<1>(values, count, [](FloatVector(&x)[1]) { x[0] = gelu(x[0]); });
}

} // namespace samscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE || defined(Q_MOC_RUN)

namespace samscope {

HWY_EXPORT(exp2OfAll);
HWY_EXPORT(geluOfAll);
HWY_EXPORT(geluOfOnes);

} // namespace samscope

using namespace samscope;

namespace {

/// So many values between two, evenly.
std::vector<float> between(double least, double most, std::size_t count)
{
    std::vector<float> values;
    for (std::size_t i = 0; i < count; ++i) {
        values.push_back(
            static_cast<float>(least + (most - least) * static_cast<double>(i) / static_cast<double>(count - 1)));
    }
    return values;
}

double geluOf(double x)
{
    return x * 0.5 * std::erfc(-x / std::sqrt(2.0));
}

} // namespace

/// Each function alone against double precision, for every instruction set that this CPU has.
class TestSimdMath : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addTargets(); }
    void exp2EqualsDoublePrecision();
    void exp2OfWhatIsFarAway();
    void geluEqualsDoublePrecision();
    void geluOfWhatIsFarAway();
};

void TestSimdMath::exp2EqualsDoublePrecision()
{
    const TargetGuard target;
    const std::vector<float> in = between(-119, 119, 1 << 16);
    std::vector<float> out = in;
    HWY_DYNAMIC_DISPATCH(exp2OfAll)(out.data(), out.size());
    double worst = 0;
    for (std::size_t i = 0; i < in.size(); ++i) {
        worst = std::max(worst, std::abs(out[i] / std::exp2(static_cast<double>(in[i])) - 1));
    }
    QVERIFY2(worst < 2.5e-7, qPrintable(QString::number(worst)));
}

void TestSimdMath::exp2OfWhatIsFarAway()
{
    const TargetGuard target;
    constexpr float infinity = std::numeric_limits<float>::infinity();
    std::vector<float> out(128, 0.0f);
    const std::vector<float> in = {-infinity, -1e30f, -1000, -200, infinity, 1e30f, 1000, 200, std::nanf(""), 0, 1, -1};
    std::ranges::copy(in, out.begin());
    HWY_DYNAMIC_DISPATCH(exp2OfAll)(out.data(), out.size());
    for (int i = 0; i < 4; ++i) {
        QVERIFY(out[i] >= 0 && out[i] <= std::exp2(-120.0f) * 1.0001f);
        QVERIFY(out[4 + i] >= std::exp2(120.0f) * 0.9999f);
    }
    QVERIFY(std::isnan(out[8]));
    QVERIFY(std::abs(out[9] - 1) < 2e-7 && std::abs(out[10] - 2) < 4e-7 && std::abs(out[11] - 0.5) < 1e-7);
}

void TestSimdMath::geluEqualsDoublePrecision()
{
    const TargetGuard target;
    const std::vector<float> in = between(-12, 12, 1 << 16);
    std::vector<float> four = in, one = in;
    HWY_DYNAMIC_DISPATCH(geluOfAll)(four.data(), four.size());
    HWY_DYNAMIC_DISPATCH(geluOfOnes)(one.data(), one.size());
    double worst = 0;
    for (std::size_t i = 0; i < in.size(); ++i) {
        // Rounding of large values to float32 is not the function's own.
        const double expected = geluOf(in[i]);
        const double rounding = std::max(1.0, std::abs(expected)) * std::numeric_limits<float>::epsilon() / 2;
        worst = std::max(worst, std::abs(four[i] - expected) - rounding);
    }
    QVERIFY2(worst < 4e-7, qPrintable(QString::number(worst)));
    QVERIFY(four == one);
}

void TestSimdMath::geluOfWhatIsFarAway()
{
    const TargetGuard target;
    std::vector<float> out(128, 0.0f);
    const std::vector<float> in = {0, 100, 3e38f, -100, -3e38f, std::nanf("")};
    std::ranges::copy(in, out.begin());
    HWY_DYNAMIC_DISPATCH(geluOfAll)(out.data(), out.size());
    QCOMPARE(out[0], 0.0f);
    QVERIFY(std::abs(out[1] - 100) < 1e-5 && std::abs(out[2] / 3e38f - 1) < 1e-6);
    QVERIFY(std::abs(out[3]) < 4e-7 && std::abs(out[4]) < 4e-7);
    QVERIFY(std::isnan(out[5]));
}

SAMSCOPE_TEST(tst_simd_math, QCoreApplication, TestSimdMath)
#include "tst_simd_math.moc"

#endif
