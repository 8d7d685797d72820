#include "core/base/sha256.h"
#include "core/checkpoint/cast.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/eval/tensor_statistics.h"
#include "tests/support/conversion.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace samscope;

namespace {

TensorDescription described(const std::vector<float>& values, DType dtype = DType::F32, std::size_t bins = 4)
{
    const TestFolder folder;
    TestTensor tensor{{"t", dtype, {values.size()}}, std::vector<std::byte>(values.size() * itemSize(dtype))};
    const auto bytes = std::as_bytes(std::span(values));
    if (isFloating(dtype)) {
        castElements(bytes, DType::F32, tensor.bytes, dtype);
    } else {
        std::ranges::copy(bytes, tensor.bytes.begin());
    }
    writeTensors(folder / "t.safetensors", {tensor});
    const Checkpoint checkpoint = openCheckpoint(folder / "t.safetensors");
    const TensorDescription result = describeTensor(checkpoint, checkpoint.tensors.front(), bins, {});
    if (result.sha256 != sha256(tensor.bytes)) {
        qFatal("another hash");
    }
    return result;
}

} // namespace

class TestTensorStatistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersAreThoseOfTorch_data()
    {
        QTest::addColumn<DType>("dtype");
        QTest::newRow("float32") << DType::F32;
        QTest::newRow("float64") << DType::F64;
        QTest::newRow("float16") << DType::F16;
        QTest::newRow("bfloat16") << DType::BF16;
    }

    void numbersAreThoseOfTorch()
    {
        QFETCH(DType, dtype);
        const auto statistics = described({-1, 0, 0.5, 1, 3, -1}, dtype).statistics;
        QCOMPARE(statistics->min, -1.0);
        QCOMPARE(statistics->max, 3.0);
        QCOMPARE(statistics->mean, 2.5 / 6);
        QVERIFY(std::abs(*statistics->standardDeviation - 1.497219645432) < 1e-9); // torch.std of the same
        QCOMPARE(statistics->histogram, (std::vector<std::uint64_t>{2, 2, 1, 1}));
    }

    void whatIsNotFiniteIsCountedAndLeftOut()
    {
        const float inf = std::numeric_limits<float>::infinity();
        const auto statistics = described({NAN, 1, inf, -inf, 2, NAN}).statistics;
        QCOMPARE(statistics->nan, std::uint64_t(2));
        QCOMPARE(statistics->infinite, std::uint64_t(2));
        QCOMPARE(statistics->finite, std::uint64_t(2));
        QCOMPARE(statistics->mean, 1.5);
        QCOMPARE(statistics->histogram, (std::vector<std::uint64_t>{1, 0, 0, 1}));
    }

    void edges_data()
    {
        QTest::addColumn<QList<float>>("values");
        QTest::newRow("one") << QList<float>{7};
        QTest::newRow("all the same") << QList<float>{0.1F, 0.1F, 0.1F};
        QTest::newRow("nothing finite") << QList<float>{NAN};
        QTest::newRow("empty") << QList<float>{};
        QTest::newRow("extremes") << QList<float>{-std::numeric_limits<float>::max(),
                                                  std::numeric_limits<float>::max()};
    }

    void edges()
    {
        QFETCH(QList<float>, values);
        const auto statistics = described({values.begin(), values.end()}).statistics;
        QCOMPARE(statistics->finite + statistics->nan, static_cast<std::uint64_t>(values.size()));
        std::uint64_t inBins = 0;
        for (const std::uint64_t count : statistics->histogram) {
            inBins += count;
        }
        QCOMPARE(inBins, statistics->finite);
        QCOMPARE(statistics->standardDeviation.has_value(), statistics->finite > 1);
    }

    void integersHaveAHashOnly() { QVERIFY(!described({1, 2}, DType::I32).statistics); }
};

SAMSCOPE_TEST(tst_tensor_statistics, QCoreApplication, TestTensorStatistics)
#include "tst_tensor_statistics.moc"
