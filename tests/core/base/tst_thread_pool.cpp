#include "core/base/error.h"
#include "core/base/thread_pool.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <atomic>
#include <set>
#include <stdexcept>

using namespace samscope;

class TestThreadPool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTaskRunsOnce_data()
    {
        QTest::addColumn<int>("threads");
        QTest::newRow("one") << 1;
        QTest::newRow("two") << 2;
        QTest::newRow("more than cores") << 7;
    }

    void everyTaskRunsOnce()
    {
        QFETCH(int, threads);
        ThreadPool pool(threads);
        QCOMPARE(pool.threads(), threads);
        for (const int count : {0, 1, 3, 1000}) {
            std::vector<std::atomic<int>> runs(count);
            std::atomic<bool> isWithin = true;
            pool.run(count, [&](int task, int thread) {
                ++runs[task];
                isWithin = isWithin && thread >= 0 && thread < threads;
            });
            QVERIFY(std::ranges::all_of(runs, [](const auto& run) { return run == 1; }));
            QVERIFY(isWithin);
        }
    }

    void aThreadHasItsNumberForItself()
    {
        ThreadPool pool(4);
        std::vector<std::atomic<int>> inside(4);
        std::atomic<bool> isAlone = true;
        pool.run(2000, [&](int, int thread) {
            isAlone = isAlone && inside[thread]++ == 0;
            --inside[thread];
        });
        QVERIFY(isAlone);
    }

    void whatATaskThrowsIsThrownOnce_data() { everyTaskRunsOnce_data(); }

    void whatATaskThrowsIsThrownOnce()
    {
        QFETCH(int, threads);
        ThreadPool pool(threads);
        std::atomic<int> begun = 0;
        const auto fail = [&](int task, int) {
            ++begun;
            if (task == 40) {
                throw std::runtime_error("task 40");
            }
        };
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, pool.run(1'000'000, fail));
        QVERIFY(begun > 40);
        QVERIFY(begun < 1'000'000);
        begun = 0;
        pool.run(40, fail);
        QCOMPARE(begun, 40);
    }

    void noTaskBeginsAfterAStop()
    {
        ThreadPool pool(2);
        std::stop_source stop;
        std::atomic<int> begun = 0;
        try {
            pool.run(
                1'000'000,
                [&](int, int) {
                    ++begun;
                    stop.request_stop();
                },
                stop.get_token());
            QFAIL("ran to the end");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Stopped);
        }
        QVERIFY(begun <= 2);
        std::atomic<int> after = 0;
        pool.run(10, [&](int, int) { ++after; });
        QCOMPARE(after.load(), 10);
    }
};

SAMSCOPE_TEST(tst_thread_pool, QCoreApplication, TestThreadPool)
#include "tst_thread_pool.moc"
