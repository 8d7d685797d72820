#include "core/checkpoint/tensor_entry.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

class TestTensorEntry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data()
    {
        QTest::addColumn<DType>("dtype");
        QTest::addColumn<QByteArray>("torch");
        QTest::addColumn<QByteArray>("safetensors");
        QTest::addColumn<std::size_t>("size");
        const auto row = [](DType dtype, const char* torch, const char* safetensors, std::size_t size) {
            QTest::newRow(torch) << dtype << QByteArray(torch) << QByteArray(safetensors) << size;
        };
        row(DType::F64, "float64", "F64", 8);
        row(DType::F32, "float32", "F32", 4);
        row(DType::F16, "float16", "F16", 2);
        row(DType::BF16, "bfloat16", "BF16", 2);
        row(DType::I64, "int64", "I64", 8);
        row(DType::I32, "int32", "I32", 4);
        row(DType::I16, "int16", "I16", 2);
        row(DType::I8, "int8", "I8", 1);
        row(DType::U64, "uint64", "U64", 8);
        row(DType::U32, "uint32", "U32", 4);
        row(DType::U16, "uint16", "U16", 2);
        row(DType::U8, "uint8", "U8", 1);
        row(DType::Bool, "bool", "BOOL", 1);
        row(DType::C64, "complex64", "C64", 8);
    }

    void names()
    {
        QFETCH(DType, dtype);
        QFETCH(QByteArray, torch);
        QFETCH(QByteArray, safetensors);
        QFETCH(std::size_t, size);
        QCOMPARE(torchName(dtype), std::string_view(torch));
        QCOMPARE(safetensorsName(dtype), std::string_view(safetensors));
        QCOMPARE(itemSize(dtype), size);
        QVERIFY(dtypeFromTorchName(std::string_view(torch)) == dtype);
        QVERIFY(dtypeFromSafetensorsName(std::string_view(safetensors)) == dtype);
        QCOMPARE(isFloating(dtype), torch.contains("float"));
    }

    void unknownNames()
    {
        QVERIFY(!dtypeFromTorchName("F32"));
        QVERIFY(!dtypeFromSafetensorsName("float32"));
        QVERIFY(!dtypeFromSafetensorsName(""));
        QVERIFY(!dtypeFromSafetensorsName("F8_E4M3"));
        QCOMPARE(itemSize(DType::Unsupported), std::size_t(0));
        QVERIFY(safetensorsName(DType::Unsupported).empty());
    }

    void shapeTexts()
    {
        QCOMPARE(shapeText({}), std::string("scalar"));
        QCOMPARE(shapeText({0}), std::string("0"));
        QCOMPARE(shapeText({768, 3, 16, 16}), std::string("768x3x16x16"));
    }

    void contiguous_data()
    {
        QTest::addColumn<Shape>("shape");
        QTest::addColumn<Shape>("strides");
        QTest::addColumn<bool>("contiguous");
        QTest::newRow("scalar") << Shape{} << Shape{} << true;
        QTest::newRow("rows") << Shape{2, 3} << Shape{3, 1} << true;
        QTest::newRow("transposed") << Shape{3, 2} << Shape{1, 3} << false;
        QTest::newRow("every other") << Shape{3} << Shape{2} << false;
        QTest::newRow("padded rows") << Shape{2, 3} << Shape{4, 1} << false;
        QTest::newRow("expanded") << Shape{2, 3} << Shape{0, 1} << false;
        QTest::newRow("extent 1, any stride") << Shape{2, 1, 3} << Shape{3, 99, 1} << true;
        QTest::newRow("empty, any stride") << Shape{2, 0} << Shape{7, 7} << true;
    }

    void contiguous()
    {
        QFETCH(Shape, shape);
        QFETCH(Shape, strides);
        QFETCH(bool, contiguous);
        TensorEntry entry;
        entry.shape = shape;
        entry.strides = strides;
        QCOMPARE(entry.isContiguous(), contiguous);
        entry.strides = contiguousStrides(shape);
        QVERIFY(entry.isContiguous());
    }

    void sizes()
    {
        TensorEntry entry;
        entry.dtype = DType::F16;
        entry.shape = {2, 3, 4};
        QCOMPARE(entry.elementCount(), std::uint64_t(24));
        QCOMPARE(entry.byteCount(), std::uint64_t(48));
        QVERIFY(contiguousStrides(entry.shape) == (Shape{12, 4, 1}));
        entry.shape = {};
        QCOMPARE(entry.elementCount(), std::uint64_t(1));
        entry.shape = {5, 0};
        QCOMPARE(entry.byteCount(), std::uint64_t(0));
    }
};

SAMSCOPE_TEST(tst_tensor_entry, QCoreApplication, TestTensorEntry)
#include "tst_tensor_entry.moc"
