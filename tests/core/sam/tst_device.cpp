#include "core/sam/device.h"
#include "tests/support/test_program.h"

#include <ATen/Context.h>
#include <QTest>

#include <future>
#include <optional>

using namespace samscope;

/// The turns on a GPU; what chooseDevice answers without one is in tst_back_ends.
class TestDevice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tf32IsOnForItsTurnOnly()
    {
        QVERIFY(!isOn());
        {
            const DeviceTurn turn(at::kCUDA, true);
            QVERIFY(isOn());
        }
        QVERIFY(!isOn());
        const DeviceTurn other(at::kCUDA);
        QVERIFY(!isOn());
    }

    void anotherModelWaitsForItsTurn()
    {
        std::optional<DeviceTurn> turn(std::in_place, at::kCUDA, true);
        std::promise<void> started;
        std::future<bool> other = std::async(std::launch::async, [&] {
            started.set_value();
            const DeviceTurn next(at::kCUDA);
            return isOn();
        });
        started.get_future().wait();
        QCOMPARE(other.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
        turn.reset();
        QVERIFY(!other.get());
    }

    void theCpuDoesNotWait()
    {
        const DeviceTurn turn(at::kCUDA);
        const DeviceTurn other(at::kCPU);
    }

private:
    static bool isOn() { return at::globalContext().allowTF32CuBLAS(); }
};

SAMSCOPE_TEST(tst_device, QCoreApplication, TestDevice)
#include "tst_device.moc"
