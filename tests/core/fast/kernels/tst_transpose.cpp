#include "core/fast/kernels/transpose.h"
#include "tests/core/fast/kernels/targets.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

/// For every instruction set that this CPU has.
class TestTranspose : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addTargets(); }
    void everyNumberInItsPlace_data();
    void everyNumberInItsPlace();
};

void TestTranspose::everyNumberInItsPlace_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    for (const int rows : {1, 3, 4, 5, 14, 64}) {
        for (const int columns : {1, 2, 4, 7, 14, 80}) {
            QTest::addRow("%d x %d", rows, columns) << rows << columns;
        }
    }
}

void TestTranspose::everyNumberInItsPlace()
{
    const TargetGuard target;
    QFETCH(int, rows);
    QFETCH(int, columns);
    const std::size_t inStride = columns + 3;
    const std::size_t outStride = rows + 5;
    const auto in = numbers(rows * inStride, 1);
    std::vector<float> out(columns * outStride, 2.0f); // a number that `in` does not have
    transpose({in.data(), inStride}, rows, columns, {out.data(), outStride});
    for (int c = 0; c < columns; ++c) {
        for (std::size_t r = 0; r < outStride; ++r) {
            QCOMPARE(out[c * outStride + r], r < static_cast<std::size_t>(rows) ? in[r * inStride + c] : 2.0f);
        }
    }
}

SAMSCOPE_TEST(tst_transpose, QCoreApplication, TestTranspose)
#include "tst_transpose.moc"
