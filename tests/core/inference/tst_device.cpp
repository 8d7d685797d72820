#include "core/inference/device.h"
#include "tests/support/conversion.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

class TestDevice : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyNameIsReadBack()
    {
        QCOMPARE(parseDevice("cuda:3"), (Device{Device::Kind::Cuda, 3}));
        for (const char* name : {"auto", "cpu", "cuda", "cuda:0", "cuda:12"}) {
            QCOMPARE(deviceName(parseDevice(name)), std::string(name));
        }
    }

    void otherNamesAreRefused()
    {
        QCOMPARE(errorOf([] { parseDevice("tpu"); }),
                 std::string("\"tpu\" is not a device; choose auto, cpu, cuda or cuda:N"));
        for (const char* wrong : {"", "gpu", "CPU", "cuda:", "cuda:-1", "cuda:0x", "cuda:1x", "cuda:99999999999"}) {
            QVERIFY2(errorOf([wrong] { parseDevice(wrong); }).find("is not a device; choose") != std::string::npos,
                     wrong);
        }
    }

    void theCardThatRunsIsKnown()
    {
        QVERIFY(!Device{Device::Kind::Cpu}.cudaIndex());
        QCOMPARE(Device{}.cudaIndex(), std::optional(0));
        QCOMPARE(Device{Device::Kind::Cuda}.cudaIndex(), std::optional(0));
        QCOMPARE((Device{Device::Kind::Cuda, 3}.cudaIndex()), std::optional(3));
    }

    /// The sentences are read by scripts.
    void notesAreSentences()
    {
        using Kind = DeviceNote::Kind;
        QCOMPARE(deviceNoteSentence({}), std::string());
        QCOMPARE(deviceNoteSentence({Kind::NoDriver}), std::string("no CUDA driver"));
        QCOMPARE(deviceNoteSentence({Kind::NoDevice}), std::string("no CUDA device"));
        QCOMPARE(deviceNoteSentence({Kind::NotInstalled}), std::string("libtorch_cuda.so is not installed"));
        QCOMPARE(deviceNoteSentence({Kind::LoadFailed, "libcudart.so.12: bad ELF"}),
                 std::string("libcudart.so.12: bad ELF"));
        QCOMPARE(deviceNoteSentence({.kind = Kind::TooFewCards, .index = 7, .count = 2}),
                 std::string("there is no cuda:7, only 2"));
        QCOMPARE(deviceNoteSentence({Kind::FastIsOnCpu}), std::string("the fast numerics run on the CPU"));
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
