#include "core/inference/device.h"
#include "tests/support/conversion.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

class TestDevice : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theIndexIsRead()
    {
        QVERIFY(!cudaIndex("cpu"));
        QCOMPARE(cudaIndex("cuda"), std::optional(0));
        QCOMPARE(cudaIndex("cuda:3"), std::optional(3));
        for (const char* wrong : {"gpu", "cuda:", "cuda:-1", "cuda:1x"}) {
            QVERIFY2(errorOf([wrong] { cudaIndex(wrong); }).find("say auto, cpu, cuda or cuda:N") != std::string::npos,
                     wrong);
        }
    }

    void cardsAreCounted()
    {
        const TestFolder folder;
        QCOMPARE(nvidiaCards(folder / "none"), 0);
        for (const char* card : {"0000:01:00.0", "0000:02:00.0"}) {
            std::filesystem::create_directories(folder / "gpus" / card);
        }
        QCOMPARE(nvidiaCards(folder / "gpus"), 2);
    }
};

SAMSCOPE_TEST(tst_device, QCoreApplication, TestDevice)
#include "tst_device.moc"
