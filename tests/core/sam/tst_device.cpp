#include "core/sam/device.h"
#include "tests/support/test_program.h"

#include <ATen/Context.h>
#include <QTest>

#include <atomic>
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
        for (int i = 0; i < 200; ++i) { // did it not wait, some of these would see that the first is not over
            std::optional<DeviceTurn> turn(std::in_place, at::kCUDA, true);
            std::atomic<bool> isOver = false;
            std::promise<void> started;
            std::future<bool> other = std::async(std::launch::async, [&] {
                started.set_value();
                const DeviceTurn next(at::kCUDA);
                return isOver && !isOn();
            });
            started.get_future().wait();
            std::this_thread::yield();
            isOver = true;
            turn.reset();
            QVERIFY(other.get());
        }
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
