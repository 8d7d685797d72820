#include "core/fast/kernels/norm.h"
#include "tests/core/fast/kernels/targets.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <numeric>

using namespace samscope;

/// Against double precision, for every instruction set that this CPU has.
class TestNorm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addTargets(); }
    void equalsDoublePrecision_data();
    void equalsDoublePrecision();
};

void TestNorm::equalsDoublePrecision_data()
{
    QTest::addColumn<int>("width");
    for (const int width : {1, 4, 7, 16, 33, 64, 168, 384, 1280}) {
        QTest::addRow("%d", width) << width;
    }
}

void TestNorm::equalsDoublePrecision()
{
    const TargetGuard target;
    QFETCH(int, width);
    constexpr int rows = 3;
    constexpr double eps = 1e-6;
    const auto weight = numbers(width, 1);
    const auto bias = numbers(width, 2);
    const std::size_t stride = paddedWidth(width);
    const auto in = numbers(rows * stride, 3); // the padding too: it must not count
    const RowNorm norm(weight, bias, eps);
    std::vector<float> plain(in.size(), 1.0f);
    std::vector<float> gelu = in;
    normalize(norm, {in.data(), stride}, {plain.data(), stride}, rows);
    normalizeAndGelu(norm, {gelu.data(), stride}, {gelu.data(), stride}, rows);
    for (int r = 0; r < rows; ++r) {
        const std::vector<double> row(in.begin() + r * stride, in.begin() + r * stride + width);
        const double mean = std::accumulate(row.begin(), row.end(), 0.0) / width;
        double variance = 0;
        for (const double x : row) {
            variance += (x - mean) * (x - mean) / width;
        }
        for (int i = 0; i < width; ++i) {
            const double y = (row[i] - mean) / std::sqrt(variance + eps) * weight[i] + bias[i];
            QVERIFY(std::abs(plain[r * stride + i] - y) < 2e-6);
            QVERIFY(std::abs(gelu[r * stride + i] - y * 0.5 * std::erfc(-y / std::sqrt(2.0))) < 2e-6);
        }
        for (std::size_t i = width; i < stride; ++i) {
            QCOMPARE(plain[r * stride + i], 0.0f);
        }
    }
}

SAMSCOPE_TEST(tst_norm, QCoreApplication, TestNorm)
#include "tst_norm.moc"
