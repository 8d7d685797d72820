#include "tests/support/session_driver.h"
#include "tests/support/test_program.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// What is worked on beside the answers: previews and jobs, and what is shown of it all.
class TestSessionJobs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void previewsAreOfUseOnlyWhileNoAnswerIsDue()
    {
        SessionDriver driver;
        driver.session.preview(points(9)); // there is no picture
        driver.start();
        driver.session.preview(points(1));
        driver.session.preview(points(2));
        QCOMPARE(driver.worked(), u"previewed 102, 200 px"_s);
        driver.session.setPrompts(points(3));
        driver.session.preview(points(4));
        driver.begin(StepKind::Answer);
        driver.session.preview(points(5));
        driver.end();
        QCOMPARE(driver.worked(), u"answered 103, 200 px"_s);
        driver.session.preview(points(6));
        driver.session.setPrompts(points(7));
        QCOMPARE(driver.worked(), u"answered 107, 200 px"_s);
    }

    void previewDoesNotTouchTheAnswer()
    {
        SessionDriver driver;
        driver.start();
        driver.session.setPrompts(points(1));
        driver.session.setThreshold(3.5F);
        driver.work();
        driver.heard();
        driver.session.preview(points(2));
        QCOMPARE(driver.worked(), u"previewed 102, 0 px"_s);
        driver.session.setThreshold(0);
        QCOMPARE(driver.worked(), u"answered 101, 200 px"_s);
        QCOMPARE(driver.counts.decodes, 2);
    }

    void whatReplacesARunningPreview_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("heard");
        QTest::newRow("prompts") << u"prompts"_s << u"answered 103, 200 px"_s;
        QTest::newRow("another preview") << u"preview"_s << u"previewed 104, 200 px"_s;
        QTest::newRow("a model") << u"model"_s << u"loaded b; encoded by b"_s;
        QTest::newRow("a stop") << u"stop"_s << QString();
        QTest::newRow("nothing") << QString() << u"previewed 102, 200 px"_s;
    }
    void whatReplacesARunningPreview()
    {
        QFETCH(QString, what);
        QFETCH(QString, heard);
        SessionDriver driver;
        driver.start();
        driver.session.preview(points(2));
        driver.begin(StepKind::Preview);
        if (what == u"prompts"_s) {
            driver.session.setPrompts(points(3));
        } else if (what == u"preview"_s) {
            driver.session.preview(points(4));
        } else if (what == u"model"_s) {
            driver.open("b");
        } else if (what == u"stop"_s) {
            driver.session.stop();
        }
        QCOMPARE(driver.session.isWanted(), what.isEmpty());
        driver.end();
        QCOMPARE(driver.worked(), heard);
    }

    void jobsWaitForAModelAndKeepTheirOrder()
    {
        SessionDriver driver;
        std::string ran;
        for (const char* name : {"first", "second"}) {
            driver.session.run({[&ran, name](Predictor& predictor, const Work&) {
                ran += fmt::format("{} on {}; ", name, predictor.info().path.string());
            }});
        }
        QCOMPARE(driver.worked(), QString());
        driver.open("a");
        QCOMPARE(driver.worked(), u"loaded a; job 1 done; job 2 done"_s);
        QCOMPARE(ran, std::string("first on a; second on a; "));
    }

    void jobsComeAfterWhatIsDue()
    {
        SessionDriver driver;
        driver.addJob(false);
        driver.open("a");
        driver.session.setImage(picture());
        driver.session.setPrompts(points(1));
        QCOMPARE(driver.worked(), u"loaded a; encoded by a; answered 101, 200 px; job 1 done"_s);
    }

    void jobThatFails()
    {
        SessionDriver driver;
        driver.session.run({[](Predictor&, const Work&) { throw Error({.file = "pack", .reason = "is broken"}); }});
        driver.open("a");
        QCOMPARE(driver.worked(), u"loaded a; job 1 pack: is broken"_s);
    }

    void whatMakesAJobUnwanted_data()
    {
        QTest::addColumn<QString>("request");
        QTest::addColumn<bool>("isAboutPicture");
        QTest::addColumn<bool>("runs");
        QTest::addColumn<bool>("isWanted");
        const auto add = [](const char* request, bool isAboutPicture, bool runs, bool isWanted) {
            QTest::addRow("%s, a job%s that %s", request, isAboutPicture ? " about the picture" : "",
                          runs ? "runs" : "waits")
                << QString::fromLatin1(request) << isAboutPicture << runs << isWanted;
        };
        for (const bool runs : {true, false}) {
            add("prompts", true, runs, false);
            add("prompts", false, runs, true);
            add("no prompts", true, runs, true);
            add("threshold", true, runs, true);
            add("preview", true, runs, true);
            add("picture", true, runs, false);
            add("picture", false, runs, true);
            add("model", true, runs, false);
            add("model", false, runs, !runs); // one that waits takes the new model
            add("stop", true, runs, false);
            add("stop", false, runs, false);
        }
    }
    void whatMakesAJobUnwanted()
    {
        QFETCH(QString, request);
        QFETCH(bool, isAboutPicture);
        QFETCH(bool, runs);
        QFETCH(bool, isWanted);
        SessionDriver driver;
        driver.start();
        driver.session.setPrompts(points(1));
        driver.work();
        driver.heard();
        if (!runs) {
            driver.addJob(false); // for the other to wait behind
        }
        const std::uint64_t number = driver.addJob(isAboutPicture);
        driver.begin(StepKind::Job);
        make(driver.session, request);
        QVERIFY(!runs || driver.session.isWanted() == isWanted);
        driver.end(true);
        driver.work();
        const QString heard = driver.heard();
        const QString end = u"job %1 "_s.arg(number);
        QCOMPARE(heard.count(end), 1);
        QVERIFY2(heard.contains(end + (isWanted ? u"done"_s : u"stopped"_s)), qPrintable(heard));
    }

    void loadingEncodingAndJobsTakeTheirTime()
    {
        const auto is = [](const SessionDriver& driver, StepKind kind, std::size_t model = 0) {
            return driver.session.occupation() == Session::Occupation{kind, model};
        };
        SessionDriver driver(2);
        QVERIFY(!driver.session.occupation());
        driver.session.setImage(picture());
        QVERIFY(!driver.session.occupation());
        driver.addJob(false);
        QVERIFY(is(driver, StepKind::Job));
        driver.open("b", 1);
        QVERIFY(is(driver, StepKind::Load, 1));
        driver.begin(StepKind::Load);
        driver.open("a", 0);
        QVERIFY(is(driver, StepKind::Load, 1)); // the one that runs
        driver.end();
        QVERIFY(is(driver, StepKind::Load, 0));
        driver.begin(StepKind::Load);
        driver.end();
        QVERIFY(is(driver, StepKind::Encode));
        driver.begin(StepKind::Encode);
        driver.session.stop();
        QVERIFY(is(driver, StepKind::Encode)); // until it has ended
        driver.end();
        QVERIFY(!driver.session.occupation());
        driver.session.setPrompts(points(1));
        driver.begin(StepKind::Encode);
        driver.end();
        QVERIFY(!driver.session.occupation());
        driver.begin(StepKind::Answer);
        QVERIFY(!driver.session.occupation());
        driver.end();
        driver.addJob(true);
        driver.begin(StepKind::Job);
        QVERIFY(is(driver, StepKind::Job));
        driver.session.setImage(picture(2));
        QVERIFY(is(driver, StepKind::Encode)); // though the job has not ended
        driver.session.setImage(nullptr);
        QVERIFY(is(driver, StepKind::Job));
        driver.end();
        QVERIFY(!driver.session.occupation());
    }

private:
    static void make(Session& session, const QString& request)
    {
        if (request == u"prompts"_s) {
            session.setPrompts(points(2));
        } else if (request == u"no prompts"_s) {
            session.setPrompts(std::nullopt);
        } else if (request == u"threshold"_s) {
            session.setThreshold(1);
        } else if (request == u"preview"_s) {
            session.preview(points(2));
        } else if (request == u"picture"_s) {
            session.setImage(picture(2));
        } else if (request == u"model"_s) {
            session.setModel(0, "b", {});
        } else {
            session.stop();
        }
    }
};

SAMSCOPE_TEST(tst_session_jobs, QCoreApplication, TestSessionJobs)
#include "tst_session_jobs.moc"
