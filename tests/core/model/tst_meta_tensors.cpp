#include "core/base/byte_reader.h"
#include "core/base/sha256.h"
#include "core/model/meta_tensors.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

class TestMetaTensors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void counts_data()
    {
        QTest::addColumn<QByteArray>("variant");
        QTest::addColumn<int>("tensors");
        QTest::addColumn<quint64>("elements");
        const auto row = [](const char* variant, int tensors, quint64 elements) {
            QTest::newRow(variant) << QByteArray(variant) << tensors << elements;
        };
        row("sam_vit_b_01ec64", 314, 93'735'728);
        row("sam_vit_l_0b3195", 482, 312'343'088);
        row("sam_vit_h_4b8939", 594, 641'090'864);
        row("slimsam-50-uniform", 314, 27'962'032);
        row("slimsam-77-uniform", 314, 9'723'784);
    }

    void counts()
    {
        QFETCH(QByteArray, variant);
        QFETCH(int, tensors);
        QFETCH(quint64, elements);
        quint64 counted = 0;
        const auto all = metaTensors(findVariant(variant.toStdString())->config);
        for (const auto& [name, shape] : all) {
            quint64 count = 1;
            for (const std::uint64_t extent : shape) {
                count *= extent;
            }
            counted += count;
        }
        QCOMPARE(int(all.size()), tensors);
        QCOMPARE(counted, elements);
    }

    // SHA-256 of "name shape" lines of sam_model_registry["vit_b"]().state_dict() in segment_anything 1.0.
    void equalsTheModuleTree()
    {
        std::string lines;
        for (const auto& [name, shape] : metaTensors(namedVariants()[0].config)) {
            lines += name + " " + shapeText(shape) + "\n";
        }
        QCOMPARE(sha256(asBytes(lines)),
                 std::string("b226303a90faa3b270fb64e3cbfe19dd4bcdb9896e13cf2c862cef61a7957785"));
    }
};

SAMSCOPE_TEST(tst_meta_tensors, QCoreApplication, TestMetaTensors)
#include "tst_meta_tensors.moc"
