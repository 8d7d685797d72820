#include "core/model/sam_config.h"
#include "tests/support/formula.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <algorithm>

using namespace samscope;

class TestSamConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void variants_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QList<int>>("numbers");
        QTest::addColumn<QList<int>>("globals");
        const auto row = [](const char* name, const QList<int>& numbers, const QList<int>& globals) {
            QTest::newRow(name) << QByteArray(name) << numbers << globals;
        };
        row("sam_vit_b_01ec64", {768, 12, 12, 3072, 64}, {2, 5, 8, 11});
        row("sam_vit_l_0b3195", {1024, 24, 16, 4096, 64}, {5, 11, 17, 23});
        row("sam_vit_h_4b8939", {1280, 32, 16, 5120, 80}, {7, 15, 23, 31});
        row("slimsam-50-uniform", {384, 12, 12, 1536, 32}, {2, 5, 8, 11});
        row("slimsam-77-uniform", {168, 12, 12, 696, 14}, {2, 5, 8, 11});
    }

    void variants()
    {
        QFETCH(QByteArray, name);
        QFETCH(QList<int>, numbers);
        QFETCH(QList<int>, globals);
        const Variant* variant = findVariant(name.toStdString());
        QVERIFY(variant);
        const VisionConfig& vision = variant->config.vision;
        QCOMPARE((QList<int>{vision.hiddenSize, vision.layers, vision.heads, vision.mlpDim, vision.headDim()}),
                 numbers);
        QCOMPARE(QList<int>(vision.globalAttnIndexes.begin(), vision.globalAttnIndexes.end()), globals);
        QCOMPARE(vision.grid(), 64);
        QCOMPARE(QByteArray(variantName(variant->config).data()), name);
        QVERIFY(configProblem(variant->config).empty());
    }

    void otherNames()
    {
        QVERIFY(!findVariant("vit_b"));
        QVERIFY(!findVariant(""));
        QCOMPARE(variantName(tinyConfig()), std::string_view("custom"));
        QVERIFY(configProblem(tinyConfig()).empty());
    }

    void fields()
    {
        const auto fields = configFields(namedVariants()[4].config);
        QVERIFY(std::count(fields.begin(), fields.end(), std::pair<std::string, std::string>("mlp_dim", "696")) == 1);
        QVERIFY(std::count(fields.begin(), fields.end(),
                           std::pair<std::string, std::string>("global_attn_indexes", "[2, 5, 8, 11]")) == 1);
    }
};

SAMSCOPE_TEST(tst_sam_config, QCoreApplication, TestSamConfig)
#include "tst_sam_config.moc"
