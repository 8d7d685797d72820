#include "core/base/error.h"
#include "core/base/process.h"
#include "core/sam/numerics_choice.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

/// Which arithmetic each name means on a GPU and on a CPU.
class TestNumericsChoice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onCuda_data()
    {
        QTest::addColumn<QString>("asked");
        QTest::addColumn<QString>("runs");
        QTest::addColumn<bool>("fused");
        QTest::addColumn<at::ScalarType>("type");
        QTest::addColumn<bool>("tf32");
        QTest::newRow("auto") << "auto"
                              << "reference" << false << at::kFloat << false;
        QTest::newRow("reference") << "reference"
                                   << "reference" << false << at::kFloat << false;
        QTest::newRow("fast") << "fast"
                              << "fast" << true << at::kFloat << false;
        QTest::newRow("tf32") << "tf32"
                              << "tf32" << true << at::kFloat << true;
        QTest::newRow("bf16") << "bf16"
                              << "bf16" << true << at::kBFloat16 << false;
        QTest::newRow("fp16") << "fp16"
                              << "fp16" << true << at::kHalf << false;
    }

    void onCuda()
    {
        QFETCH(QString, asked);
        const NumericsChoice choice = chooseNumerics(parseNumerics(asked.toStdString()), {at::kCUDA, {}});
        QFETCH(QString, runs);
        QCOMPARE(choice.numerics, parseNumerics(runs.toStdString()));
        QTEST(choice.encoder.attention == AttentionKind::Fused, "fused");
        QTEST(choice.encoder.type, "type");
        QTEST(choice.tf32, "tf32");
    }

    void theCpuRefusesWhatItLacks_data()
    {
        QTest::addColumn<QString>("asked");
        QTest::addColumn<QString>("reason");
        QTest::newRow("tf32") << "tf32"
                              << "TF32 arithmetic needs a CUDA device (no CUDA driver)";
        QTest::newRow("fp16") << "fp16"
                              << "float16 arithmetic needs a CUDA device (no CUDA driver)";
    }

    void theCpuRefusesWhatItLacks()
    {
        QFETCH(QString, asked);
        QFETCH(QString, reason);
        try {
            chooseNumerics(parseNumerics(asked.toStdString()), {at::kCPU, {DeviceNote::Kind::NoDriver}});
            QFAIL("taken");
        } catch (const Error& error) {
            QCOMPARE(QString::fromStdString(error.problem().reason), reason);
            QVERIFY(!error.problem().advice.empty());
        }
    }

    void fastIsReferenceOnTheCpu()
    {
        QCOMPARE(chooseNumerics(Numerics::Fast, {}).numerics, Numerics::Reference);
        QCOMPARE(chooseNumerics(Numerics::Fast, {}).encoder.attention, AttentionKind::Eager);
    }
};

SAMSCOPE_TEST(tst_numerics_choice, QCoreApplication, TestNumericsChoice)
#include "tst_numerics_choice.moc"
