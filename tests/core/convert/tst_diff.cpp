#include "core/convert/diff.h"
#include "tests/support/conversion.h"
#include "tests/support/formula.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <cmath>
#include <cstring>

using namespace samscope;
namespace fs = std::filesystem;

namespace {

CheckpointDiff diff(const fs::path& a, const fs::path& b)
{
    return diffCheckpoints(a, b, {});
}

std::vector<std::byte> floats(std::initializer_list<float> values)
{
    const auto bytes = std::as_bytes(std::span(values.begin(), values.size()));
    return {bytes.begin(), bytes.end()};
}

template <typename Integer> std::vector<std::byte> integers(std::initializer_list<Integer> values)
{
    const auto bytes = std::as_bytes(std::span(values.begin(), values.size()));
    return {bytes.begin(), bytes.end()};
}

} // namespace

class TestDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aConversionChangesNothing()
    {
        const TestFolder folder;
        const ConvertOptions options = tinyConversion(folder);
        convertNow(options);
        const CheckpointDiff result = diff(options.checkpoint, options.folder);
        QCOMPARE(result.same, metaTensors(tinyConfig()).size());
        QCOMPARE(result.changed + result.missing + result.extra, std::size_t(0));
        QCOMPARE(result.rows.size(), result.same);
        QCOMPARE(result.rows[0].name, std::string("vision_encoder.pos_embed"));
        QCOMPARE(*result.rows[0].maxAbs, 0.0);
    }

    void anotherDTypeIsAChange()
    {
        const TestFolder folder;
        ConvertOptions options = tinyConversion(folder);
        options.dtype = DType::BF16;
        convertNow(options);
        const CheckpointDiff result = diff(options.folder, options.checkpoint);
        QCOMPARE(result.changed, metaTensors(tinyConfig()).size());
        for (const TensorDiff& row : result.rows) {
            QCOMPARE(row.dtypeA, std::string("bfloat16"));
            QCOMPARE(row.dtypeB, std::string("float32"));
            QVERIFY(*row.maxAbs > 0 && *row.maxAbs < 0.01);
            QVERIFY(*row.maxRelative > 0 && *row.maxRelative <= 1.0 / 255);
        }
    }

    void namesWhatIsMissingAndExtra()
    {
        const TestFolder folder;
        const ConvertOptions options = tinyConversion(folder);
        convertNow(options);
        std::vector<TestTensor> tensors = formulaTensors(tinyConfig());
        tensors.erase(tensors.begin());
        tensors.push_back({{"mask_decoder.hf_token.weight", DType::F32, {1}}, std::vector<std::byte>(4)});
        writeTensors(folder / "b.safetensors", tensors);
        const CheckpointDiff result = diff(options.folder, folder / "b.safetensors");
        QCOMPARE(result.missing, std::size_t(1));
        QCOMPARE(result.extra, std::size_t(1));
        QCOMPARE(result.rows.back().name, std::string("mask_decoder.hf_token.weight"));
        QCOMPARE(result.rows.back().status, DiffStatus::Extra);
        QCOMPARE(result.rows.back().dtypeA, std::string());
        QCOMPARE(result.rows.back().shapeB, Shape{1});
        QVERIFY(!result.rows.back().maxAbs);
    }

    void comparesNumbers_data()
    {
        QTest::addColumn<DType>("dtypeA");
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<DType>("dtypeB");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<bool>("same");
        QTest::addColumn<double>("maxAbs");
        QTest::addColumn<double>("maxRelative");
        const auto row = [](const char* name, DType dtypeA, const std::vector<std::byte>& a, DType dtypeB,
                            const std::vector<std::byte>& b, bool same, double maxAbs, double maxRelative) {
            const auto bytes = [](const std::vector<std::byte>& from) {
                return QByteArray(reinterpret_cast<const char*>(from.data()), qsizetype(from.size()));
            };
            QTest::newRow(name) << dtypeA << bytes(a) << dtypeB << bytes(b) << same << maxAbs << maxRelative;
        };
        const auto pair = floats({1, 2});
        row("equal", DType::F32, pair, DType::F32, pair, true, 0, 0);
        row("one differs", DType::F32, pair, DType::F32, floats({1, 2.5}), false, 0.5, 0.25);
        row("near zero", DType::F32, floats({0, 2}), DType::F32, floats({1e-6f, 2}), false, 1e-6f, 1e-6f / 1e-12);
        row("signed zeros differ in bits only", DType::F32, floats({0, 1}), DType::F32, floats({-0.0f, 1}), false, 0,
            0);
        row("equal NaN", DType::F32, floats({NAN, 1}), DType::F32, floats({NAN, 1}), true, 0, 0);
        row("NaN against a number", DType::F32, floats({NAN, 1}), DType::F32, floats({1, 1}), false, INFINITY,
            INFINITY);
        row("opposite infinities", DType::F32, floats({INFINITY, 1}), DType::F32, floats({-INFINITY, 1}), false,
            INFINITY, INFINITY);
        row("integers", DType::I64, integers<std::int64_t>({-5, 7}), DType::I64, integers<std::int64_t>({-5, 9}), false,
            2, 2.0 / 7);
        row("bytes", DType::U8, integers<std::uint8_t>({200, 7}), DType::I16, integers<std::int16_t>({-100, 7}), false,
            300, 1.5);
        row("float against integer", DType::F32, floats({1.5, 2}), DType::I32, integers<std::int32_t>({1, 2}), false,
            0.5, 0.5 / 1.5);
    }
    void comparesNumbers()
    {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QFETCH(DType, dtypeA);
        QFETCH(DType, dtypeB);
        const auto write = [](const fs::path& path, DType dtype, const QByteArray& bytes) {
            const auto view = std::as_bytes(std::span(bytes.constData(), std::size_t(bytes.size())));
            writeTensors(path, {{{"x", dtype, {2}}, {view.begin(), view.end()}}});
        };
        const TestFolder folder;
        write(folder / "a.safetensors", dtypeA, a);
        write(folder / "b.safetensors", dtypeB, b);
        const CheckpointDiff result = diff(folder / "a.safetensors", folder / "b.safetensors");
        QCOMPARE(result.rows.size(), std::size_t(1));
        QTEST(result.same == 1, "same");
        QTEST(*result.rows[0].maxAbs, "maxAbs");
        QTEST(*result.rows[0].maxRelative, "maxRelative");
    }

    void anotherShapeIsAChangeWithoutNumbers()
    {
        const TestFolder folder;
        writeTensors(folder / "a.safetensors", {{{"x", DType::F32, {2}}, floats({1, 2})}});
        writeTensors(folder / "b.safetensors", {{{"x", DType::F32, {1, 2}}, floats({1, 2})}});
        const CheckpointDiff result = diff(folder / "a.safetensors", folder / "b.safetensors");
        QCOMPARE(result.changed, std::size_t(1));
        QVERIFY(!result.rows[0].maxAbs);
    }

    // Pieces of the two files end at different elements.
    void longTensorsOfDifferentDTypes()
    {
        constexpr std::size_t count = 1'500'001;
        std::vector<float> a(count);
        std::vector<double> b(count);
        for (std::size_t i = 0; i < count; ++i) {
            a[i] = static_cast<float>(i % 1000);
            b[i] = a[i];
        }
        b[count - 1] += 3;
        const auto bytes = [](const auto& values) {
            const auto view = std::as_bytes(std::span(values));
            return std::vector<std::byte>(view.begin(), view.end());
        };
        const TestFolder folder;
        writeTensors(folder / "a.safetensors", {{{"x", DType::F32, {count}}, bytes(a)}});
        writeTensors(folder / "b.safetensors", {{{"x", DType::F64, {count}}, bytes(b)}});
        QCOMPARE(*diff(folder / "a.safetensors", folder / "b.safetensors").rows[0].maxAbs, 3.0);
        QCOMPARE(*diff(folder / "b.safetensors", folder / "a.safetensors").rows[0].maxAbs, 3.0);
    }

    void stops()
    {
        const TestFolder folder;
        const ConvertOptions options = tinyConversion(folder);
        std::stop_source stop;
        stop.request_stop();
        const std::string error =
            errorOf([&] { diffCheckpoints(options.checkpoint, options.checkpoint, {.stop = stop.get_token()}); });
        QVERIFY(QString::fromStdString(error).startsWith(u"stopped"));
    }

    void errorsOfEitherFileArrive_data()
    {
        QTest::addColumn<bool>("first");
        QTest::newRow("first") << true;
        QTest::newRow("second") << false;
    }
    void errorsOfEitherFileArrive()
    {
        QFETCH(bool, first);
        const TestFolder folder;
        const ConvertOptions options = tinyConversion(folder);
        const fs::path damaged = folder / "damaged.pth";
        fs::copy_file(options.checkpoint, damaged);
        flipByte(damaged, fs::file_size(damaged) / 2); // inside a record, so that only its checksum tells
        const std::string error =
            errorOf([&] { first ? diff(damaged, options.checkpoint) : diff(options.checkpoint, damaged); });
        QVERIFY2(QString::fromStdString(error).contains(u"damaged.pth"), error.c_str());
    }
};

SAMSCOPE_TEST(tst_diff, QCoreApplication, TestDiff)
#include "tst_diff.moc"
