#include "core/base/sha256.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/checkpoint/tensor_stream.h"
#include "tests/support/conversion.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace samscope;

namespace {

template <typename Element> std::vector<std::byte> bytesOf(std::initializer_list<Element> elements)
{
    const auto view = std::as_bytes(std::span(elements.begin(), elements.size()));
    return {view.begin(), view.end()};
}

} // namespace

class TestTensorStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void castsOnTheWay()
    {
        const TestFolder folder;
        writeTensors(folder / "a.safetensors", {{{"x", DType::F32, {3}}, bytesOf<float>({1, -2, 65520})}});
        const Checkpoint checkpoint = openCheckpoint(folder / "a.safetensors");
        std::vector<std::byte> got;
        streamTensorAs(checkpoint, checkpoint.tensors[0], DType::F16,
                       [&](std::span<const std::byte> piece) { got.insert(got.end(), piece.begin(), piece.end()); });
        QCOMPARE(got, bytesOf<std::uint16_t>({0x3c00, 0xc000, 0x7c00}));
        QCOMPARE(tensorSha256(checkpoint, checkpoint.tensors[0]), sha256(bytesOf<float>({1, -2, 65520})));
    }

    void doesNotCastIntegers()
    {
        const TestFolder folder;
        writeTensors(folder / "a.safetensors", {{{"x", DType::I32, {1}}, bytesOf<int>({1})}});
        const Checkpoint checkpoint = openCheckpoint(folder / "a.safetensors");
        const std::string error =
            errorOf([&] { streamTensorAs(checkpoint, checkpoint.tensors[0], DType::F32, [](auto) {}); });
        QVERIFY2(QString::fromStdString(error).contains(u"x: cannot be cast from int32 to float32"), error.c_str());
    }

    void countsNaNAndInfinity()
    {
        constexpr double big = std::numeric_limits<double>::max();
        QCOMPARE(countNotFinite(bytesOf<double>({NAN, big, -INFINITY, 0}), DType::F64), std::uint64_t(2));
        QCOMPARE(countNotFinite(bytesOf<float>({1, NAN, INFINITY, -NAN, 3e38f}), DType::F32), std::uint64_t(3));
        QCOMPARE(countNotFinite(bytesOf<std::uint16_t>({0x7c00, 0x7bff, 0xfe01, 0}), DType::F16), std::uint64_t(2));
        QCOMPARE(countNotFinite(bytesOf<std::uint16_t>({0x7f80, 0x7f7f, 0xffc0, 0x7c00}), DType::BF16),
                 std::uint64_t(2));
        QCOMPARE(countNotFinite(bytesOf<std::int32_t>({-1, -1}), DType::I32), std::uint64_t(0));
    }

    void countsEveryElementOfAnyLength()
    {
        for (const std::size_t length : {0, 1, 511, 512, 513, 70'001}) {
            const std::vector<std::uint16_t> infinite(length, 0x7c00);
            QCOMPARE(countNotFinite(std::as_bytes(std::span(infinite)), DType::F16), std::uint64_t(length));
        }
    }
};

SAMSCOPE_TEST(tst_tensor_stream, QCoreApplication, TestTensorStream)
#include "tst_tensor_stream.moc"
