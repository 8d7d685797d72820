#include "core/base/sha256.h"
#include "core/checkpoint/cast.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

using namespace samscope;

namespace {

std::vector<std::byte> cast(std::span<const std::byte> in, DType from, DType to)
{
    std::vector<std::byte> out(in.size() / itemSize(from) * itemSize(to));
    castElements(in, from, out, to);
    return out;
}

template <typename To, typename From> To castOne(From value, DType from, DType to)
{
    const auto out = cast(std::as_bytes(std::span(&value, 1)), from, to);
    To result;
    std::memcpy(&result, out.data(), sizeof(To));
    return result;
}

template <typename Value> std::vector<std::byte> bytesOf(const std::vector<Value>& values)
{
    const auto bytes = std::as_bytes(std::span(values));
    return {bytes.begin(), bytes.end()};
}

std::vector<std::byte> allSixteenBits()
{
    std::vector<std::uint16_t> values;
    for (std::uint32_t i = 0; i < 65536; ++i) {
        values.push_back(static_cast<std::uint16_t>(i));
    }
    return bytesOf(values);
}

std::vector<std::byte> scatteredFloats()
{
    std::vector<std::uint32_t> values;
    for (std::uint64_t i = 0; i < 1'000'000; ++i) {
        values.push_back(static_cast<std::uint32_t>(i * 2654435761));
    }
    return bytesOf(values);
}

// Finite, in and around the range of half, with bits below those of a float.
std::vector<std::byte> scatteredDoubles()
{
    std::vector<std::uint64_t> values;
    for (std::uint64_t i = 0; i < 1'000'000; ++i) {
        const auto bits = static_cast<std::uint32_t>(0x33000000 + i * 2654435761 % 0x14800000);
        const auto value = std::bit_cast<std::uint64_t>(static_cast<double>(std::bit_cast<float>(bits)));
        values.push_back(value ^ (i * 40503 & 0x1fffffff));
    }
    return bytesOf(values);
}

std::vector<std::byte> inputFor(DType from)
{
    switch (from) {
    case DType::F64:
        return scatteredDoubles();
    case DType::F32:
        return scatteredFloats();
    default:
        return allSixteenBits();
    }
}

} // namespace

class TestCast : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // SHA-256 of what torch 2.15 makes of the same inputs with Tensor.to.
    void equalsTorch_data()
    {
        QTest::addColumn<DType>("from");
        QTest::addColumn<DType>("to");
        QTest::addColumn<QByteArray>("hash");
        const auto row = [](DType from, DType to, const char* hash) {
            QTest::addRow("%s to %s", torchName(from).data(), torchName(to).data()) << from << to << QByteArray(hash);
        };
        row(DType::F16, DType::BF16, "37de2c9beecc2633296c26c38c769266445dbdb118bf655d177cddbd3e73914c");
        row(DType::F16, DType::F32, "b636c5716ff84d972782faf02d0194cb8951526bea4cc487082feb47b1860ddf");
        row(DType::F16, DType::F64, "0f233aaf46a3f923404343bb0ccecb1af96b0848aee43076da6999522b81e70d");
        row(DType::BF16, DType::F16, "77a6185483423cf9e70d8767f91c87e2f3abad239057a84b09afaaef7ae0c2a7");
        row(DType::BF16, DType::F32, "9207d7eb28680a098c73dbe536d1ff7b94311dc417b9a385e0af6660683e93ca");
        row(DType::BF16, DType::F64, "3a1dfdeaf0f7c870697701d0811581c9877443a92a25c23f501fe47497ac197d");
        row(DType::F32, DType::F16, "e6dcfec696408cda6338be85ddc40a0a48b3e416f19717cd676421376fd90a11");
        row(DType::F32, DType::BF16, "96bfdbe289e7134b033218d306e588695bfae755c09680f8a092f199e187aa28");
        row(DType::F32, DType::F64, "2c047ac89f48ca1fe5df3c89b23941b6bc87f1322ee49ebf6975b60b03b638ab");
        row(DType::F64, DType::F16, "3e1aec2b290d7b2a06bd9e00a71b7c69ca8b9fb663205101de1312ad1e1ce2b0");
        row(DType::F64, DType::BF16, "37ae17edb134704fba6f73f78c9366b8c22a1b13220849502cca208289a81747");
        row(DType::F64, DType::F32, "fc1ce7e7176945987449d59385c4559fa7eba327a63fa2040e4b29016a4ff115");
    }

    void equalsTorch()
    {
        QFETCH(DType, from);
        QFETCH(DType, to);
        QFETCH(QByteArray, hash);
        QCOMPARE(sha256(cast(inputFor(from), from, to)), hash.toStdString());
    }

    void comesBackThroughWider_data()
    {
        QTest::addColumn<DType>("narrow");
        QTest::addColumn<DType>("wide");
        QTest::newRow("half, float") << DType::F16 << DType::F32;
        QTest::newRow("half, double") << DType::F16 << DType::F64;
        QTest::newRow("bfloat, float") << DType::BF16 << DType::F32;
        QTest::newRow("bfloat, double") << DType::BF16 << DType::F64;
    }

    // All 65536 values; a NaN stays some NaN.
    void comesBackThroughWider()
    {
        QFETCH(DType, narrow);
        QFETCH(DType, wide);
        const std::uint32_t infinity = narrow == DType::F16 ? 0x7c00 : 0x7f80;
        const auto back = cast(cast(allSixteenBits(), narrow, wide), wide, narrow);
        for (std::uint32_t i = 0; i < 65536; ++i) {
            std::uint16_t value = 0;
            std::memcpy(&value, back.data() + 2 * i, 2);
            if ((i & 0x7fff) > infinity) {
                QVERIFY2((value & 0x7fffu) > infinity, qPrintable(QString::number(i, 16)));
            } else {
                QCOMPARE(value, static_cast<std::uint16_t>(i));
            }
        }
    }

    void halfOf_data()
    {
        QTest::addColumn<float>("value");
        QTest::addColumn<std::uint16_t>("half");
        const auto row = [](const char* name, float value, std::uint16_t half) {
            QTest::newRow(name) << value << half;
        };
        row("one", 1.0f, 0x3c00);
        row("minus zero", -0.0f, 0x8000);
        row("largest", 65504.0f, 0x7bff);
        row("still the largest", 65519.996f, 0x7bff);
        row("overflow", 65520.0f, 0x7c00);
        row("infinity", -std::numeric_limits<float>::infinity(), 0xfc00);
        row("NaN", std::numeric_limits<float>::quiet_NaN(), 0x7e00);
        row("smallest normal", 0x1p-14f, 0x0400);
        row("largest subnormal", 0x1p-14f - 0x1p-24f, 0x03ff);
        row("smallest subnormal", 0x1p-24f, 0x0001);
        row("tie to even below", 0x1p-25f, 0x0000);
        row("above the tie", std::nextafter(0x1p-25f, 1.0f), 0x0001);
        row("tie to even above", 1.0f + 3 * 0x1p-11f, 0x3c02);
        row("tie to even down", 1.0f + 0x1p-11f, 0x3c00);
    }

    void halfOf()
    {
        QFETCH(float, value);
        QFETCH(std::uint16_t, half);
        QCOMPARE(castOne<std::uint16_t>(value, DType::F32, DType::F16), half);
    }

    // torch rounds twice: 1 + 2^-11 + 2^-40 becomes a tie on its way through float.
    void doubleGoesThroughFloat()
    {
        const double value = 1.0 + 0x1p-11 + 0x1p-40;
        QCOMPARE(castOne<std::uint16_t>(value, DType::F64, DType::F16), std::uint16_t(0x3c00));
        QCOMPARE(castOne<float>(1e300, DType::F64, DType::F32), std::numeric_limits<float>::infinity());
    }

    void sameDtypeIsACopy()
    {
        const auto bytes = allSixteenBits();
        QVERIFY(cast(bytes, DType::F16, DType::F16) == bytes);
    }
};

SAMSCOPE_TEST(tst_cast, QCoreApplication, TestCast)
#include "tst_cast.moc"
