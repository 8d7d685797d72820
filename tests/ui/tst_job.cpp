#include "tests/support/patience.h"
#include "tests/support/test_program.h"
#include "tests/support/window_test.h"
#include "ui/job.h"
#include "ui/widgets/job_bar.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include <atomic>
#include <semaphore>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

namespace {

/// Work that is in the middle of what it does until it is let go on.
struct HeldWork
{
    std::binary_semaphore gate{0};
    std::atomic<bool> hasBegun = false;
    std::atomic<bool> wasAskedToStop = false;

    void operator()(const Work& work)
    {
        hasBegun = true;
        gate.acquire();
        wasAskedToStop = work.stop.stop_requested();
    }
};

/// Is done as soon as it is asked to stop.
void waitForStop(const Work& work)
{
    while (true) {
        work.throwIfStopped();
        std::this_thread::yield();
    }
}

constexpr auto ignore = [](const JobEnd&) {};

} // namespace

class TestJob : public QObject
{
    Q_OBJECT

    QStringList m_log;

    /// Work that says that it has been done, by the name of who asked.
    void say(Job& job, const QString& name, int subject = 0)
    {
        job.run(
            name, [name](const Work&) { return name; },
            [this](const JobOutcome<QString>& outcome) { m_log.append(*outcome.value); }, subject);
    }

private Q_SLOTS:
    void init() { m_log.clear(); }

    void valueArrivesOnTheGuiThread();
    void valueMayBeMovedOnly();
    void endsAsItsWorkDoes_data();
    void endsAsItsWorkDoes();
    void stopEndsWorkThatHasNotBegun();
    void newestWins();
    void newestHasTheTitleAndTheProgress();
    void subjectsTakeTurns();
    void newestOfEachSubjectWins();
    void forgottenWorkIsStoppedAndSilent();
    void oneSubjectIsForgotten();
    void runsAgainFromItsDone();
    void mayBeDestroyedByItsDone();
    void destructionStopsWorkAndIsTheEndOfIt();
    void partsArriveBeforeTheOutcome();
    void partsOfReplacedWorkDoNotArrive();
    void workOfAPartMayBeForgotten();
    void progressIsSeen();
    void floodOfProgressDoesNotFloodTheWindow();
    void barShowsProgressAndStops();
    void barShowsTheNewestOfTwo();
    void barOffersToStopTheNextWork();
};

void TestJob::valueArrivesOnTheGuiThread()
{
    Job job;
    QVERIFY(!job.isRunning());
    int seen = 0;
    const QThread* doneOn = nullptr;
    bool isRunningInDone = true;
    std::atomic<const QThread*> workedOn = nullptr;
    job.run(
        u"counting"_s,
        [&workedOn](const Work&) {
            workedOn = QThread::currentThread();
            return 7;
        },
        [&](const JobOutcome<int>& outcome) {
            QCOMPARE(outcome.state, JobEnd::State::Done);
            QCOMPARE(outcome.message, QString());
            seen = outcome.value.value();
            doneOn = QThread::currentThread();
            isRunningInDone = job.isRunning();
        });
    QVERIFY(job.isRunning());
    QCOMPARE(job.title(), u"counting"_s);
    TRY_COMPARE(seen, 7);
    QCOMPARE(doneOn, QThread::currentThread());
    QVERIFY(workedOn != doneOn);
    QVERIFY(!isRunningInDone);
}

void TestJob::valueMayBeMovedOnly()
{
    Job job;
    std::unique_ptr<int> seen;
    job.run(
        {}, [](const Work&) { return std::make_unique<int>(7); },
        [&seen](JobOutcome<std::unique_ptr<int>> outcome) { seen = std::move(*outcome.value); });
    TRY_VERIFY(seen);
    QCOMPARE(*seen, 7);
}

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
    std::optional<JobOutcome<int>> seen;
    HeldWork held;
    job.run(
        u"work"_s,
        [kind, &held](const Work& work) {
            held(work);
            if (kind == 1) {
                throw Error({.file = "a.pth", .reason = "is damaged"});
            }
            if (kind == 2) {
                work.throwIfStopped();
            }
            if (kind == 3) {
                throw std::runtime_error("odd");
            }
            return kind;
        },
        [&seen](const JobOutcome<int>& outcome) { seen = outcome; });
    TRY_VERIFY(held.hasBegun);
    job.stop();
    held.gate.release();
    TRY_VERIFY(seen);
    QVERIFY(!job.isRunning());
    QCOMPARE(seen->state, state);
    QCOMPARE(seen->message, message);
    QCOMPARE(seen->value.has_value(), state == JobEnd::State::Done);
}

void TestJob::stopEndsWorkThatHasNotBegun()
{
    Job job;
    HeldWork held;
    job.run({}, std::ref(held), ignore);
    std::atomic<bool> hasBegun = false;
    std::optional<JobEnd> seen;
    job.run(
        {}, [&hasBegun](const Work&) { hasBegun = true; }, [&seen](const JobEnd& end) { seen = end; });
    job.stop();
    held.gate.release();
    TRY_VERIFY(seen);
    QCOMPARE(seen->state, JobEnd::State::Stopped);
    QVERIFY(!hasBegun);
}

void TestJob::newestWins()
{
    Job job;
    HeldWork first;
    std::atomic<bool> secondHasBegun = false;
    job.run({}, std::ref(first), [this](const JobEnd&) { m_log.append(u"first"_s); });
    TRY_VERIFY(first.hasBegun);
    job.run(
        {}, [&secondHasBegun](const Work&) { secondHasBegun = true; },
        [this](const JobEnd&) { m_log.append(u"second"_s); });
    say(job, u"third"_s);
    QVERIFY(job.isRunning());
    first.gate.release();
    TRY_VERIFY(!job.isRunning());
    QCOMPARE(m_log, QStringList{u"third"_s});
    QVERIFY(first.wasAskedToStop);
    QVERIFY(!secondHasBegun);
}

void TestJob::newestHasTheTitleAndTheProgress()
{
    Job job;
    HeldWork first;
    std::atomic<bool> hasReported = false;
    job.run(
        u"first"_s,
        [&](const Work& work) {
            work.report({"reading", 1, 2, Unit::Items});
            hasReported = true;
            first(work);
        },
        ignore);
    TRY_VERIFY(hasReported);
    QCOMPARE(job.title(), u"first"_s);
    QCOMPARE(job.progress().done, 1u);
    say(job, u"second"_s);
    QCOMPARE(job.title(), u"second"_s); // although the first one has not ended
    QCOMPARE(job.progress().done, 0u);
    first.gate.release();
    TRY_VERIFY(!job.isRunning());
}

void TestJob::subjectsTakeTurns()
{
    Job job;
    HeldWork first;
    job.run(
        u"first"_s, std::ref(first), [this](const JobEnd&) { m_log.append(u"first"_s); }, 1);
    TRY_VERIFY(first.hasBegun);
    say(job, u"second"_s, 2);
    say(job, u"third"_s, 3);
    QCOMPARE(job.title(), u"first"_s);
    first.gate.release();
    TRY_VERIFY(!job.isRunning());
    QCOMPARE(m_log, (QStringList{u"first"_s, u"second"_s, u"third"_s}));
    QVERIFY(!first.wasAskedToStop);
}

void TestJob::newestOfEachSubjectWins()
{
    Job job;
    HeldWork first;
    job.run(
        {}, std::ref(first), [this](const JobEnd&) { m_log.append(u"first"_s); }, 1);
    say(job, u"second"_s, 2);
    say(job, u"third"_s, 3);
    say(job, u"second again"_s, 2);
    say(job, u"first again"_s, 1);
    first.gate.release();
    TRY_VERIFY(!job.isRunning());
    QCOMPARE(m_log, (QStringList{u"third"_s, u"second again"_s, u"first again"_s}));
}

void TestJob::forgottenWorkIsStoppedAndSilent()
{
    Job job;
    QSignalSpy changed(&job, &Activity::changed);
    HeldWork held;
    job.run({}, std::ref(held), [this](const JobEnd&) { m_log.append(u"forgotten"_s); });
    TRY_VERIFY(held.hasBegun);
    changed.clear();
    job.forget();
    QCOMPARE(changed.count(), 1);
    QVERIFY(!job.isRunning());
    say(job, u"next"_s);
    held.gate.release();
    TRY_COMPARE(m_log, QStringList{u"next"_s});
    QVERIFY(held.wasAskedToStop);
    changed.clear();
    job.forget(); // there is nothing to forget
    QCOMPARE(changed.count(), 0);
}

void TestJob::oneSubjectIsForgotten()
{
    Job job;
    HeldWork held;
    job.run(
        {}, std::ref(held), [this](const JobEnd&) { m_log.append(u"first"_s); }, 1);
    say(job, u"second"_s, 2);
    say(job, u"third"_s, 3);
    job.forget(1);
    job.forget(3);
    held.gate.release();
    TRY_VERIFY(!job.isRunning());
    QCOMPARE(m_log, QStringList{u"second"_s});
}

void TestJob::runsAgainFromItsDone()
{
    Job job;
    job.run(
        {}, [](const Work&) { return 1; },
        [&](const JobOutcome<int>& first) {
            job.run(
                {}, [value = *first.value](const Work&) { return value + 1; },
                [this](const JobOutcome<int>& second) { m_log.append(QString::number(*second.value)); });
            QVERIFY(job.isRunning());
        });
    TRY_COMPARE(m_log, QStringList{u"2"_s});
    QVERIFY(!job.isRunning());
}

void TestJob::mayBeDestroyedByItsDone()
{
    auto job = std::make_unique<Job>();
    const QPointer<Job> seen(job.get());
    job->run(
        {}, [](const Work&) { return 7; },
        [&job, this](const JobOutcome<int>& outcome) {
            job.reset();
            m_log.append(QString::number(*outcome.value)); // which outlives the job
        });
    say(*job, u"another"_s, 1);
    TRY_VERIFY(!seen);
    QCOMPARE(m_log, QStringList{u"7"_s});
}

void TestJob::destructionStopsWorkAndIsTheEndOfIt()
{
    std::atomic<bool> hasBegun = false;
    std::atomic<bool> hasEnded = false;
    {
        Job job;
        job.run(
            {},
            [&](const Work& work) {
                hasBegun = true;
                while (!work.stop.stop_requested()) {
                    std::this_thread::yield();
                }
                hasEnded = true;
            },
            [this](const JobEnd&) { m_log.append(u"running"_s); }, 1);
        say(job, u"waiting"_s, 2);
        TRY_VERIFY(hasBegun);
    }
    QVERIFY(hasEnded);
    QCoreApplication::processEvents();
    QCOMPARE(m_log, QStringList());
}

void TestJob::partsArriveBeforeTheOutcome()
{
    Job job;
    HeldWork held;
    job.runInParts<int>(
        {},
        [&held](const Work& work, Parts<int>& parts) {
            parts.add(1);
            held(work);
            parts.add(2);
            parts.add(3);
            return 4;
        },
        [this](const std::vector<int>& parts) {
            for (const int part : parts) {
                m_log.append(QString::number(part));
            }
        },
        [this](const JobOutcome<int>& outcome) { m_log.append(QString::number(*outcome.value)); });
    TRY_COMPARE(m_log, QStringList{u"1"_s}); // while the work goes on
    held.gate.release();
    TRY_VERIFY(!job.isRunning());
    QCOMPARE(m_log, (QStringList{u"1"_s, u"2"_s, u"3"_s, u"4"_s}));
}

void TestJob::partsOfReplacedWorkDoNotArrive()
{
    Job job;
    HeldWork held;
    job.runInParts<int>(
        {},
        [&held](const Work& work, Parts<int>& parts) {
            held(work);
            parts.add(1);
        },
        [this](const std::vector<int>&) { m_log.append(u"part"_s); },
        [this](const JobEnd&) { m_log.append(u"end"_s); });
    say(job, u"next"_s);
    held.gate.release();
    TRY_VERIFY(!job.isRunning());
    QCOMPARE(m_log, QStringList{u"next"_s});
}

void TestJob::workOfAPartMayBeForgotten()
{
    Job job;
    job.runInParts<int>(
        {}, [](const Work&, Parts<int>& parts) { parts.add(1); },
        [&](const std::vector<int>&) {
            m_log.append(u"part"_s);
            job.forget();
        },
        [this](const JobEnd&) { m_log.append(u"end"_s); });
    TRY_VERIFY(!job.isRunning());
    say(job, u"next"_s); // begins when that one has ended
    TRY_VERIFY(!job.isRunning());
    QCOMPARE(m_log, (QStringList{u"part"_s, u"next"_s}));
}

void TestJob::progressIsSeen()
{
    Job job;
    HeldWork held;
    job.run(
        {},
        [&held](const Work& work) {
            work.report({"writing", 212, 314, Unit::Tensors});
            held(work);
        },
        ignore);
    std::uint64_t seen = 0;
    connect(&job, &Activity::changed, this, [&] { seen = job.progress().done; });
    TRY_COMPARE(seen, 212u);
    QCOMPARE(job.progress().stage, std::string_view("writing"));
    held.gate.release();
    TRY_VERIFY(!job.isRunning());
    job.run({}, std::ref(held), ignore);
    QCOMPARE(job.progress().total, 0u); // of its own
    held.gate.release();
    TRY_VERIFY(!job.isRunning());
}

void TestJob::floodOfProgressDoesNotFloodTheWindow()
{
    Job job;
    QSignalSpy changed(&job, &Activity::changed);
    HeldWork held;
    std::binary_semaphore hasReported{0};
    job.run(
        {},
        [&](const Work& work) {
            for (std::uint64_t i = 0; i < 300'000; ++i) {
                work.report({"counting", i, 300'000, Unit::Items});
            }
            hasReported.release();
            held(work);
        },
        ignore);
    hasReported.acquire(); // meanwhile the window does nothing
    changed.clear();
    QCoreApplication::processEvents();
    QVERIFY(changed.count() <= 1);
    QCOMPARE(job.progress().done, 299'999u);
    held.gate.release();
    TRY_VERIFY(!job.isRunning());
}

void TestJob::barShowsProgressAndStops()
{
    JobBar bar;
    Job job;
    bar.watch(&job);
    bar.show();
    auto& stop = child<QPushButton>(bar, "jobStop");
    QVERIFY(!stop.isVisible());
    job.run(
        u"Converting"_s,
        [](const Work& work) {
            work.report({"writing", 212, 314, Unit::Tensors});
            waitForStop(work);
        },
        ignore);
    TRY_VERIFY(child<QLabel>(bar, "jobText").text().contains(u"writing 212 of 314 tensors"_s));
    QVERIFY(stop.isVisible());
    QTest::mouseClick(&stop, Qt::LeftButton);
    TRY_VERIFY(!job.isRunning());
    QVERIFY(!stop.isVisible());
}

void TestJob::barShowsTheNewestOfTwo()
{
    JobBar bar;
    Job first;
    Job second;
    bar.watch(&first);
    bar.watch(&second);
    first.run(u"first"_s, &waitForStop, ignore);
    second.run(u"second"_s, &waitForStop, ignore);
    const auto& text = child<QLabel>(bar, "jobText");
    QVERIFY(text.text().startsWith(u"second"_s));
    first.run(u"first again"_s, &waitForStop, ignore);
    QVERIFY(text.text().startsWith(u"first again"_s));
    first.stop();
    second.stop();
    TRY_VERIFY(!first.isRunning() && !second.isRunning());
    QCOMPARE(text.text(), u"Ready"_s);
}

void TestJob::barOffersToStopTheNextWork()
{
    JobBar bar;
    Job job;
    bar.watch(&job);
    const auto& stop = child<QPushButton>(bar, "jobStop");
    HeldWork first;
    HeldWork second;
    job.run(u"first"_s, std::ref(first), ignore, 1);
    job.run(u"second"_s, std::ref(second), ignore, 2);
    bar.stop();
    QVERIFY(!stop.isEnabled());
    first.gate.release();
    TRY_COMPARE(child<QLabel>(bar, "jobText").text(), u"second"_s);
    QVERIFY(stop.isEnabled());
    second.gate.release();
    TRY_VERIFY(!job.isRunning());
}

SAMSCOPE_TEST(tst_job, QApplication, TestJob)
#include "tst_job.moc"
