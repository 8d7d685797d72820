#include "core/base/process.h"
#include "core/fast/kernels/bfloat16.h"
#include "core/fast/kernels/gemm.h"
#include "tests/core/fast/kernels/targets.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <bit>

using namespace samscope;

namespace {

double finished(double value, Finish finish)
{
    switch (finish) {
    case Finish::Gelu:
        return value * 0.5 * std::erfc(-value / std::sqrt(2.0));
    case Finish::Relu:
        return std::max(value, 0.0);
    case Finish::Nothing:
        break;
    }
    return value;
}

double toBFloat16AndBack(float value)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(toBFloat16(value)) << 16);
}

double exactly(float value)
{
    return value;
}

} // namespace

/// Against double precision, for every instruction set that this CPU has.
class TestGemm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addTargets(); }
    void equalsDoublePrecision_data();
    void equalsDoublePrecision();
    void roundsToTheNearestBFloat16();
    void aScaleAppliesToWeightAndBias();
    void notANumberStaysOne();
};

void TestGemm::equalsDoublePrecision_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("outputs");
    QTest::addColumn<int>("inputs");
    QTest::addColumn<Precision>("precision");
    for (const auto& [rows, outputs, inputs] :
         {std::array{64, 168, 168}, std::array{64, 696, 168}, std::array{24, 768, 696}, std::array{7, 256, 256},
          std::array{1, 1, 1}, std::array{5, 23, 257}, std::array{3, 25, 300}, std::array{13, 49, 7},
          std::array{64, 256, 2304}, std::array{2, 4, 513}, std::array{9, 17, 683}}) {
        QTest::addRow("%d x %d x %d", rows, outputs, inputs) << rows << outputs << inputs << Precision::Float32;
        QTest::addRow("%d x %d x %d in bfloat16", rows, outputs, inputs)
            << rows << outputs << inputs << Precision::BFloat16;
    }
}

void TestGemm::equalsDoublePrecision()
{
    const TargetGuard target;
    QFETCH(int, rows);
    QFETCH(int, outputs);
    QFETCH(int, inputs);
    QFETCH(Precision, precision);
    if (precision == Precision::BFloat16 && !cpuHasBFloat16()) {
        QSKIP("this CPU has no bfloat16 arithmetic");
    }
    const auto rounded = precision == Precision::BFloat16 ? toBFloat16AndBack : exactly;
    const auto weight = numbers(static_cast<std::size_t>(outputs) * inputs, 1);
    const auto bias = numbers(outputs, 2);
    const std::size_t aStride = inputs + 3;
    const std::size_t cStride = paddedWidth(outputs);
    const auto a = numbers(rows * aStride, 3);
    const auto before = numbers(rows * cStride, 4);
    const PackedMatrix matrix(weight, bias, outputs, inputs, {.precision = precision});
    auto readyA = a;
    roundRows(precision, {readyA.data(), aStride}, rows, inputs);
    for (const Start start : {Start::Bias, Start::ResultAndBias, Start::Result}) {
        for (const Finish finish : {Finish::Nothing, Finish::Gelu, Finish::Relu}) {
            auto c = before;
            multiply(matrix, {readyA.data(), aStride}, {c.data(), cStride}, rows, start, finish);
            double worst = 0;
            for (int r = 0; r < rows; ++r) {
                for (int n = 0; n < outputs; ++n) {
                    double sum = start == Start::Result ? 0 : bias[n];
                    sum += start == Start::Bias ? 0 : before[r * cStride + n];
                    for (int k = 0; k < inputs; ++k) {
                        sum += rounded(a[r * aStride + k]) * rounded(weight[n * static_cast<std::size_t>(inputs) + k]);
                    }
                    worst = std::max(worst, std::abs(finished(sum, finish) - c[r * cStride + n]));
                }
            }
            // Half an ulp for each of `inputs` additions of numbers around sqrt(inputs), as a random walk.
            const double allowed = 1e-6 + 1.2e-7 * inputs;
            QVERIFY2(worst <= allowed, qPrintable(QStringLiteral("%1 > %2").arg(worst).arg(allowed)));
        }
    }
}

// As torch.tensor(x).bfloat16() does.
void TestGemm::roundsToTheNearestBFloat16()
{
    QCOMPARE(toBFloat16AndBack(1.0f), 1.0);
    QCOMPARE(toBFloat16AndBack(1.00390625f), 1.0);          // a tie goes to the even neighbour below
    QCOMPARE(toBFloat16AndBack(1.01171875f), 1.015625);     // and above
    QCOMPARE(toBFloat16AndBack(-1.0078125f), -1.0078125);   // what fits stays
    QCOMPARE(toBFloat16AndBack(3.4e38f), double(INFINITY)); // beyond the largest
    QVERIFY(std::isnan(toBFloat16AndBack(NAN)));
}

void TestGemm::aScaleAppliesToWeightAndBias()
{
    const TargetGuard target;
    const PackedMatrix matrix(std::vector<float>{3}, std::vector<float>{5}, 1, 1, {.scale = 0.5f});
    const std::vector<float> a = {2};
    std::vector<float> c(16);
    multiply(matrix, {a.data(), 1}, {c.data(), 16}, 1, Start::Bias);
    QCOMPARE(c[0], 5.5f);
}

void TestGemm::notANumberStaysOne()
{
    const TargetGuard target;
    const PackedMatrix matrix(std::vector<float>{1}, std::vector<float>{NAN}, 1, 1);
    const std::vector<float> a = {1};
    for (const Finish finish : {Finish::Nothing, Finish::Gelu, Finish::Relu}) {
        std::vector<float> c(16);
        multiply(matrix, {a.data(), 1}, {c.data(), 16}, 1, Start::Bias, finish);
        QVERIFY(std::isnan(c[0]));
    }
}

SAMSCOPE_TEST(tst_gemm, QCoreApplication, TestGemm)
#include "tst_gemm.moc"
