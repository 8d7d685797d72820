#include "core/eval/encoder_work.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

class TestEncoderWork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsTheNamedVariants_data();
    void countsTheNamedVariants();
};

// Counted by hand for each part of the network.
void TestEncoderWork::countsTheNamedVariants_data()
{
    QTest::addColumn<double>("gigaFlops");
    QTest::newRow("slimsam-77-uniform") << 90.8;
    QTest::newRow("slimsam-50-uniform") << 297.3;
    QTest::newRow("sam_vit_b_01ec64") << 937.6;
    QTest::newRow("sam_vit_l_0b3195") << 2837.0;
    QTest::newRow("sam_vit_h_4b8939") << 5641.8;
}

void TestEncoderWork::countsTheNamedVariants()
{
    QFETCH(double, gigaFlops);
    const double counted = encoderFlops(findVariant(QTest::currentDataTag())->config.vision) / 1e9;
    QVERIFY2(std::abs(counted - gigaFlops) < 0.06, qPrintable(QString::number(counted)));
}

SAMSCOPE_TEST(tst_encoder_work, QCoreApplication, TestEncoderWork)
#include "tst_encoder_work.moc"
