#include "core/checkpoint/open_checkpoint.h"
#include "core/eval/compare_tensors.h"
#include "tests/support/conversion.h"
#include "tests/support/formula.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <algorithm>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

TensorProof prove(const ConvertOptions& options)
{
    return compareTensors(options.checkpoint, options.folder, {});
}

} // namespace

class TestCompareTensors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aConversionIsIdentical_data()
    {
        QTest::addColumn<DType>("dtype");
        QTest::newRow("float32") << DType::F32;
        QTest::newRow("float16") << DType::F16;
        QTest::newRow("bfloat16") << DType::BF16;
    }
    void aConversionIsIdentical()
    {
        QFETCH(DType, dtype);
        const TestFolder folder;
        ConvertOptions options = tinyConversion(folder);
        writeFormulaCheckpoint(options.checkpoint, tinyConfig(), 1, {.prefix = "module.", .withBuffers = true});
        options.dtype = dtype;
        convertNow(options);
        const TensorProof proof = prove(options);
        QVERIFY(proof.identical());
        QCOMPARE(proof.compared, metaTensors(tinyConfig()).size());
        QCOMPARE(proof.sameDType, dtype == DType::F32);
    }

    void aFlippedByteNamesTheTensor()
    {
        const TestFolder folder;
        const ConvertOptions options = tinyConversion(folder);
        convertNow(options);
        const Checkpoint checkpoint = openCheckpoint(options.folder);
        const auto entry = std::ranges::find(checkpoint.tensors, "mask_decoder.mask_tokens.weight", &TensorEntry::name);
        flipByte(options.folder / "model.safetensors", checkpoint.records[entry->record].offset + entry->offset + 5);
        const TensorProof proof = prove(options);
        QCOMPARE(proof.different.size(), std::size_t(1));
        QCOMPARE(proof.different[0].name, std::string("mask_decoder.mask_tokens.weight"));
        QCOMPARE(proof.different[0].reason, std::string("differs"));
        QVERIFY(*proof.different[0].maxAbs > 0);
    }

    void oneTensorOfAnotherDTypeCounts_data()
    {
        QTest::addColumn<DType>("dtype"); // wide ones stand first in the file, narrow ones last
        QTest::newRow("the first of the file") << DType::F64;
        QTest::newRow("the last of the file") << DType::F16;
    }
    void oneTensorOfAnotherDTypeCounts()
    {
        QFETCH(DType, dtype);
        const TestFolder folder;
        const ConvertOptions options = tinyConversion(folder);
        convertNow(options);
        QVERIFY(prove(options).sameDType);
        std::vector<TestTensor> tensors = formulaTensors(tinyConfig());
        for (TestTensor& tensor : tensors) {
            tensor.description.name = renameKey(tensor.description.name);
        }
        tensors[0].description.dtype = dtype;
        tensors[0].bytes.resize(tensors[0].bytes.size() * (dtype == DType::F64 ? 2 : 1) /
                                (dtype == DType::F16 ? 2 : 1));
        writeTensors(options.folder / "model.safetensors", tensors);
        QVERIFY(!prove(options).sameDType);
    }

    void whatDoesNotMatchIsNamed_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("reason");
        QTest::newRow("missing") << "missing"
                                 << "mask_decoder.iou_token.weight"
                                 << "missing";
        QTest::newRow("extra") << "extra"
                               << "mask_decoder.extra"
                               << "is not in the source";
        QTest::newRow("shape") << "shape"
                               << "mask_decoder.iou_token.weight"
                               << "shape 32 instead of 1x32";
        QTest::newRow("dtype") << "dtype"
                               << "mask_decoder.iou_token.weight"
                               << "dtype int32 instead of float32";
        QTest::newRow("second copy of the tied embedding") << "tied"
                                                           << "prompt_encoder.shared_embedding.positional_embedding"
                                                           << "differs";
    }
    void whatDoesNotMatchIsNamed()
    {
        QFETCH(QString, what);
        const TestFolder folder;
        const ConvertOptions options = tinyConversion(folder);
        convertNow(options);
        std::vector<TestTensor> tensors = formulaTensors(tinyConfig());
        for (TestTensor& tensor : tensors) {
            tensor.description.name = renameKey(tensor.description.name);
        }
        const auto token = std::ranges::find(tensors, "mask_decoder.iou_token.weight",
                                             [](const TestTensor& tensor) { return tensor.description.name; });
        if (what == u"missing"_s) {
            tensors.erase(token);
        } else if (what == u"extra"_s) {
            tensors.push_back({{"mask_decoder.extra", DType::F32, {1}}, std::vector<std::byte>(4)});
        } else if (what == u"shape"_s) {
            token->description.shape = {32};
        } else if (what == u"dtype"_s) {
            token->description.dtype = DType::I32;
        } else {
            const auto tied = std::ranges::find(tensors, "prompt_encoder.shared_embedding.positional_embedding",
                                                [](const TestTensor& tensor) { return tensor.description.name; });
            TestTensor saved = *tied;
            saved.description.name = "shared_image_embedding.positional_embedding";
            tied->bytes[0] ^= std::byte(1);
            tensors.push_back(saved);
        }
        writeTensors(options.folder / "model.safetensors", tensors);
        const TensorProof proof = prove(options);
        QCOMPARE(proof.different.size(), std::size_t(1));
        QTEST(QString::fromStdString(proof.different[0].name), "name");
        QTEST(QString::fromStdString(proof.different[0].reason), "reason");
    }
};

SAMSCOPE_TEST(tst_compare_tensors, QCoreApplication, TestCompareTensors)
#include "tst_compare_tensors.moc"
