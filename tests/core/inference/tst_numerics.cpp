#include "core/inference/numerics.h"
#include "tests/support/conversion.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

class TestNumerics : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyNameIsReadBack()
    {
        for (const auto numerics :
             {Numerics::Auto, Numerics::Reference, Numerics::Fast, Numerics::Bf16, Numerics::Fp16, Numerics::Tf32}) {
            QCOMPARE(parseNumerics(numericsName(numerics)), numerics);
        }
        QCOMPARE(parseNumerics("reference"), Numerics::Reference);
        QCOMPARE(parseNumerics("tf32"), Numerics::Tf32);
    }

    void otherNamesAreRefused()
    {
        QCOMPARE(errorOf([] { parseNumerics("best"); }),
                 std::string("unknown numerics \"best\"; choose auto, fast, reference, bf16, fp16 or tf32"));
        for (const char* wrong : {"", "Fast", "int3", "fast "}) {
            QVERIFY2(errorOf([wrong] { parseNumerics(wrong); }) != "(no error)", wrong);
        }
    }
};

SAMSCOPE_TEST(tst_numerics, QCoreApplication, TestNumerics)
#include "tst_numerics.moc"
