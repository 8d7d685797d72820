#include "tests/support/test_program.h"
#include "tests/support/window_test.h"
#include "ui/job.h"
#include "ui/widgets/job_bar.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include <atomic>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

class TestJob : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void endsAsItsWorkDoes_data();
    void endsAsItsWorkDoes();
    void floodOfProgressDoesNotFloodTheWindow();
    void barShowsProgressAndStops();
    void barShowsTheNewestOfTwo();
    void destructionStopsWork();
};

void TestJob::endsAsItsWorkDoes_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<JobEnd::State>("state");
    QTest::addColumn<QString>("message");
    QTest::newRow("done") << 0 << JobEnd::State::Done << QString();
    QTest::newRow("failed") << 1 << JobEnd::State::Failed << u"a.pth: is damaged"_s;
    QTest::newRow("stopped") << 2 << JobEnd::State::Stopped << u"stopped; nothing was changed"_s;
    QTest::newRow("foreign") << 3 << JobEnd::State::Failed << u"odd"_s;
}

void TestJob::endsAsItsWorkDoes()
{
    QFETCH(int, kind);
    QFETCH(JobEnd::State, state);
    QFETCH(QString, message);
    Job job;
    JobEnd seen;
    bool finished = false;
    connect(&job, &Job::finished, this, [&](const JobEnd& end) {
        seen = end;
        finished = true;
    });
    job.start(u"work"_s, [kind](const Work& work) {
        if (kind == 1) {
            throw Error({.file = "a.pth", .reason = "is damaged"});
        }
        if (kind == 3) {
            throw std::runtime_error("odd");
        }
        while (kind == 2) {
            work.throwIfStopped();
        }
    });
    QVERIFY(job.isRunning());
    job.stop();
    QTRY_VERIFY_WITH_TIMEOUT(finished, 30000);
    QVERIFY(!job.isRunning());
    QCOMPARE(seen.state, state);
    QCOMPARE(seen.message, message);
}

void TestJob::floodOfProgressDoesNotFloodTheWindow()
{
    Job job;
    QSignalSpy changed(&job, &Activity::changed);
    QSignalSpy finished(&job, &Job::finished);
    QElapsedTimer timer;
    timer.start();
    job.start(u"work"_s, [](const Work& work) {
        for (std::uint64_t i = 0; i < 300'000; ++i) {
            work.report({"counting", i, 300'000, Unit::Items});
        }
    });
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 30000);
    QVERIFY(changed.count() <= timer.elapsed() / 30 + 3);
    QCOMPARE(job.progress().done, 299'999u);
}

void TestJob::barShowsProgressAndStops()
{
    JobBar bar;
    Job job;
    bar.watch(&job);
    bar.show();
    auto& stop = child<QPushButton>(bar, "jobStop");
    QVERIFY(!stop.isVisible());
    job.start(u"Converting"_s, [](const Work& work) {
        while (true) {
            work.throwIfStopped();
            work.report({"writing", 212, 314, Unit::Tensors});
        }
    });
    QTRY_VERIFY_WITH_TIMEOUT(child<QLabel>(bar, "jobText").text().contains(u"writing 212 of 314 tensors"_s), 30000);
    QVERIFY(stop.isVisible());
    QTest::mouseClick(&stop, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!job.isRunning(), 30000);
    QVERIFY(!stop.isVisible());
}

void TestJob::barShowsTheNewestOfTwo()
{
    JobBar bar;
    Job first;
    Job second;
    bar.watch(&first);
    bar.watch(&second);
    std::atomic<bool> run = true;
    const auto work = [&run](const Work&) {
        while (run) {
            std::this_thread::yield();
        }
    };
    first.start(u"first"_s, work);
    second.start(u"second"_s, work);
    const auto& text = child<QLabel>(bar, "jobText");
    QVERIFY(text.text().startsWith(u"second"_s));
    run = false;
    QTRY_VERIFY_WITH_TIMEOUT(!first.isRunning() && !second.isRunning(), 30000);
    QCOMPARE(text.text(), u"Ready"_s);
}

void TestJob::destructionStopsWork()
{
    std::atomic<bool> ended = false;
    {
        Job job;
        job.start(u"work"_s, [&ended](const Work& work) {
            while (!work.stop.stop_requested()) {
                std::this_thread::yield();
            }
            ended = true;
        });
    }
    QVERIFY(ended);
}

SAMSCOPE_TEST(tst_job, QApplication, TestJob)
#include "tst_job.moc"
