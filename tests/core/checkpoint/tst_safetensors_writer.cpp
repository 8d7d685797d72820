#include "core/base/sha256.h"
#include "core/checkpoint/safetensors/safetensors_reader.h"
#include "core/checkpoint/safetensors/safetensors_writer.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/formula.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace samscope;

namespace {

std::vector<SafetensorsTensor> describe(const Checkpoint& checkpoint)
{
    std::vector<SafetensorsTensor> tensors;
    for (const TensorEntry& entry : checkpoint.tensors) {
        tensors.push_back({entry.name, entry.dtype, entry.shape});
    }
    return tensors;
}

std::vector<SafetensorsTensor> convertedTensors(const SamConfig& config, DType dtype)
{
    std::vector<SafetensorsTensor> tensors;
    for (const TensorEntry& entry : samDict(config, Layout::Hf).tensors) {
        tensors.push_back({entry.name, dtype, entry.shape});
    }
    return tensors;
}

} // namespace

class TestSafetensorsWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Files that safetensors 0.8 wrote; the layout must repeat their headers from names, dtypes and shapes alone.
    void repeatsHeaders_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("names that need escapes, or look like numbers") << QByteArray("odd-names");
        QTest::newRow("every dtype, scalars and empty tensors") << QByteArray("all-dtypes");
        QTest::newRow("no tensors") << QByteArray("empty");
    }

    void repeatsHeaders()
    {
        QFETCH(QByteArray, file);
        const std::string path = SAMSCOPE_TEST_DATA "/checkpoint/" + file.toStdString() + ".safetensors";
        const Checkpoint checkpoint = readSafetensors(path);
        auto tensors = describe(checkpoint);
        std::reverse(tensors.begin(), tensors.end());
        const SafetensorsLayout layout(tensors);
        const std::string written = readBytes(path);
        QCOMPARE(layout.header(), written.substr(0, layout.header().size()));
        QCOMPARE(layout.fileSize(), std::uint64_t(written.size()));
        for (std::size_t i = 0; i < layout.tensors().size(); ++i) {
            const TensorEntry& entry =
                *std::ranges::find(checkpoint.tensors, layout.tensors()[i].name, &TensorEntry::name);
            QCOMPARE(layout.begin(i), checkpoint.records[entry.record].offset + entry.offset);
            QCOMPARE(layout.end(i), layout.begin(i) + entry.byteCount());
        }
    }

    // Sizes of the files that transformers writes for the five variants.
    void fileSizes_data()
    {
        QTest::addColumn<QByteArray>("variant");
        QTest::addColumn<DType>("dtype");
        QTest::addColumn<std::uint64_t>("size");
        const auto row = [](const char* variant, DType dtype, std::uint64_t size) {
            QTest::addRow("%s %s", variant, torchName(dtype).data()) << QByteArray(variant) << dtype << size;
        };
        row("sam_vit_b_01ec64", DType::F32, 374'979'376);
        row("sam_vit_l_0b3195", DType::F32, 1'249'428'032);
        row("sam_vit_h_4b8939", DType::F32, 2'564'432'184);
        row("slimsam-50-uniform", DType::F32, 111'884'344);
        row("slimsam-77-uniform", DType::F32, 38'931'272);
        row("slimsam-77-uniform", DType::F16, 19'483'488);
        row("slimsam-77-uniform", DType::BF16, 19'483'800);
    }

    void fileSizes()
    {
        QFETCH(QByteArray, variant);
        QFETCH(DType, dtype);
        QFETCH(std::uint64_t, size);
        const Variant* known = findVariant(variant.toStdString());
        QVERIFY(known);
        QCOMPARE(SafetensorsLayout(convertedTensors(known->config, dtype)).fileSize(), size);
    }

    void dataFollowWithoutGaps()
    {
        const SafetensorsLayout layout({{"b", DType::F16, {3}}, {"a", DType::F64, {}}, {"c", DType::F16, {0, 2}}});
        QCOMPARE(layout.tensors().at(0).name, std::string("a"));
        QCOMPARE(layout.tensors().at(1).name, std::string("b"));
        QCOMPARE(layout.header().size() % 8, std::size_t(0));
        QCOMPARE(layout.fileSize(), std::uint64_t(layout.header().size() + 14));
        QVERIFY(layout.header().find(R"("a":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"b":)") !=
                std::string::npos);
    }

    void refusesNamesThatAreNotUtf8()
    {
        const Refusal refusal = refusalOf([] { SafetensorsLayout({{"\xff", DType::F32, {1}}}); });
        QCOMPARE(refusal.code, 2);
        QVERIFY2(refusal.message.find("not UTF-8") != std::string::npos, refusal.message.c_str());
    }

    // The SHA-256 of what safetensors writes for the formula weights of slimsam-77 under original names.
    void formulaFileEqualsPythons_data()
    {
        QTest::addColumn<DType>("dtype");
        QTest::addColumn<QByteArray>("hash");
        QTest::newRow("float32") << DType::F32
                                 << QByteArray("f6650a168c78ae7495dcba4e8ed89ad4a80eea4113c7348d2154a3f613571f90");
        QTest::newRow("float16") << DType::F16
                                 << QByteArray("c64dd3fa76eb243d9de06ed578da61d14c2418767b99d49003b40dba467dd01a");
        QTest::newRow("bfloat16") << DType::BF16
                                  << QByteArray("9c17f129c1ebab6371e8130b647bb36de48fb09ee6bf517efacebd125ed354ff");
    }

    void formulaFileEqualsPythons()
    {
        QFETCH(DType, dtype);
        QFETCH(QByteArray, hash);
        QTemporaryDir folder;
        const std::string path = folder.path().toStdString() + "/x.safetensors";
        writeFormulaCheckpoint(path, findVariant("slimsam-77-uniform")->config, 1, {.dtype = dtype});
        QCOMPARE(sha256(*openByteSource(path)), hash.toStdString());
    }
};

SAMSCOPE_TEST(tst_safetensors_writer, QCoreApplication, TestSafetensorsWriter)
#include "tst_safetensors_writer.moc"
