#include "tests/support/session_driver.h"
#include "tests/support/test_program.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// Which step comes next, and what it yields; without threads: the test decides when a step ends.
class TestSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneStepFollowsTheOther()
    {
        SessionDriver driver;
        QVERIFY(!driver.session.next());
        driver.open("a");
        driver.session.setImage(picture());
        driver.session.setPrompts(points(2));
        for (const StepKind kind : {StepKind::Load, StepKind::Encode, StepKind::Answer}) {
            driver.begin(kind);
            driver.end();
        }
        QVERIFY(!driver.session.next());
        QCOMPARE(driver.heard(), u"loaded a; encoded by a; answered 102, 200 px"_s);
    }

    void theOrderOfRequestsDoesNotMatter()
    {
        SessionDriver driver;
        driver.session.setImage(picture());
        driver.session.setPrompts(points(1));
        QCOMPARE(driver.worked(), QString());
        driver.open("a");
        QCOMPARE(driver.worked(), u"loaded a; encoded by a; answered 101, 200 px"_s);
    }

    void promptsBelongToThePictureBeforeThem()
    {
        SessionDriver driver;
        driver.open("a");
        driver.session.setPrompts(points(1));
        driver.session.setImage(picture());
        QCOMPARE(driver.worked(), u"loaded a; encoded by a"_s);
    }

    void anotherThresholdNeedsNoDecoding()
    {
        SessionDriver driver;
        driver.start();
        driver.session.setThreshold(3.5F);
        QCOMPARE(driver.worked(), QString());
        driver.session.setPrompts(points(1));
        QCOMPARE(driver.worked(), u"answered 101, 0 px"_s);
        driver.session.setThreshold(2.5F);
        QCOMPARE(driver.worked(), u"answered 101, 200 px"_s);
        QCOMPARE(driver.counts.decodes, 1);
        driver.session.setPrompts(points(2));
        QCOMPARE(driver.worked(), u"answered 102, 200 px"_s);
        QCOMPARE(driver.counts.decodes, 2);
    }

    void thresholdThatChangesWhileAnswering()
    {
        SessionDriver driver;
        driver.start();
        driver.session.setPrompts(points(1));
        driver.begin(StepKind::Answer);
        driver.session.setThreshold(3.5F);
        QVERIFY(driver.session.isWanted()); // what is decoded is of use
        driver.end();
        QCOMPARE(driver.heard(), QString());
        QCOMPARE(driver.worked(), u"answered 101, 0 px"_s);
        QCOMPARE(driver.counts.decodes, 1);
    }

    void newestPromptsWin()
    {
        SessionDriver driver;
        driver.start();
        driver.session.setPrompts(points(1));
        driver.begin(StepKind::Answer);
        for (std::size_t count = 2; count <= 50; ++count) {
            driver.session.setPrompts(points(count));
        }
        QVERIFY(!driver.session.isWanted());
        driver.end();
        QCOMPARE(driver.worked(), u"answered 150, 200 px"_s);
        QCOMPARE(driver.counts.decodes, 2);
    }

    void promptsThatAreTakenBackHaveNoAnswer()
    {
        SessionDriver driver;
        driver.start();
        driver.session.setPrompts(points(1));
        driver.begin(StepKind::Answer);
        driver.session.setPrompts(std::nullopt);
        driver.end(true);
        QCOMPARE(driver.worked(), QString());
    }

    void promptsWhileEncodingAreAnsweredOnce()
    {
        SessionDriver driver;
        driver.open("a");
        driver.session.setImage(picture());
        driver.begin(StepKind::Load);
        driver.end();
        driver.begin(StepKind::Encode);
        for (std::size_t count = 1; count <= 200; ++count) {
            driver.session.setPrompts(points(count));
        }
        QVERIFY(driver.session.isWanted());
        driver.end();
        QCOMPARE(driver.worked(), u"loaded a; encoded by a; answered 300, 200 px"_s);
        QCOMPARE(driver.counts.decodes, 1);
    }

    void anotherPictureReplacesWhatIsAboutTheOne_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("encoding") << int(StepKind::Encode);
        QTest::newRow("answer") << int(StepKind::Answer);
        QTest::newRow("preview") << int(StepKind::Preview);
    }
    void anotherPictureReplacesWhatIsAboutTheOne()
    {
        QFETCH(int, kind);
        SessionDriver driver;
        driver.open("a");
        driver.session.setImage(picture());
        driver.session.setPrompts(kind == int(StepKind::Preview) ? std::nullopt : std::optional(points(1)));
        if (kind == int(StepKind::Preview)) {
            driver.work();
            driver.session.preview(points(1));
        }
        driver.workUntil(kind);
        driver.heard();
        driver.session.setImage(picture(2));
        QVERIFY(!driver.session.isWanted());
        driver.end(true);
        QCOMPARE(driver.worked(), u"encoded by a"_s);
        QCOMPARE(driver.counts.encodes, 2);
    }

    void noPictureEndsTheEncoding()
    {
        SessionDriver driver;
        driver.open("a");
        driver.session.setImage(picture());
        driver.workUntil(int(StepKind::Encode));
        driver.session.setImage(nullptr);
        QVERIFY(!driver.session.isWanted());
        driver.end();
        QCOMPARE(driver.worked(), u"loaded a"_s);
    }

    void pictureSeenBeforeIsNotEncodedAgain()
    {
        SessionDriver driver;
        driver.start();
        for (const std::uint64_t seed : {2, 1}) {
            driver.session.setImage(picture(seed));
            QCOMPARE(driver.worked(), u"encoded by a"_s);
        }
        QCOMPARE(driver.counts.encodes, 2);
    }

    void observedModelsEncodeEveryTime()
    {
        SessionDriver driver;
        int blocks = 0;
        PredictorOptions options;
        options.blockObserver = [&blocks](int, std::span<const float>) { ++blocks; };
        driver.session.setModel(0, "a", options);
        for (int i = 0; i < 2; ++i) {
            driver.session.setImage(picture());
            driver.work();
        }
        QCOMPARE(driver.counts.encodes, 2);
        QCOMPARE(blocks, 2);
    }

    void errorsOfAnyKindAreHeardAndSurvived()
    {
        SessionDriver driver;
        driver.start();
        driver.counts.failures = 1;
        driver.session.setPrompts(points(1));
        QVERIFY(driver.worked().startsWith(u"failed: out of memory"_s));
        driver.session.setPrompts(points(2));
        QCOMPARE(driver.worked(), u"answered 102, 200 px"_s);
        driver.session.setImage(std::make_shared<RgbImage>(RgbImage{1, 100'000, std::vector<std::uint8_t>(300'000)}));
        const QString heard = driver.worked();
        QVERIFY2(heard.startsWith(u"failed: a picture of 1x100000"_s), qPrintable(heard));
        QCOMPARE(driver.worked(), QString()); // it is not tried again
        driver.session.setImage(picture());
        QCOMPARE(driver.worked(), u"encoded by a"_s);
    }

    void twoModelsAnswerSideBySide()
    {
        SessionDriver driver(2);
        driver.session.setImage(picture());
        driver.session.setPrompts(points(1));
        driver.open("b", 1);
        QCOMPARE(driver.worked(), u"loaded b"_s);
        driver.open("a", 0);
        QCOMPARE(driver.worked(), u"loaded a; encoded by a+b; answered 101+201, 200 px"_s);
        driver.session.setThreshold(1);
        driver.work();
        QCOMPARE(driver.counts.decodes, 2);
    }

    void modelBesideOneThatLoads()
    {
        SessionDriver driver(2);
        driver.open("a", 0);
        driver.begin(StepKind::Load);
        driver.open("b", 1);
        QVERIFY(driver.session.isWanted());
        driver.end();
        QCOMPARE(driver.worked(), u"loaded a; loaded b"_s);
    }

    void oneOfTwoModelsFails()
    {
        SessionDriver driver(2);
        driver.session.setImage(picture());
        driver.session.setPrompts(points(1));
        driver.open("bad", 0);
        driver.open("b", 1);
        QCOMPARE(driver.worked(), u"model 0: bad: is not a SAM; loaded b"_s);
        driver.open("a", 0);
        QCOMPARE(driver.worked(), u"loaded a; encoded by a+b; answered 101+201, 200 px"_s);
        driver.open("bad", 1);
        QCOMPARE(driver.worked(), u"model 1: bad: is not a SAM; answered 101+201, 200 px"_s);
        QCOMPARE(driver.counts.encodes, 2);
        driver.open("c", 1);
        QCOMPARE(driver.worked(), u"loaded c; encoded by a+c; answered 101+301, 200 px"_s);
    }
};

SAMSCOPE_TEST(tst_session, QCoreApplication, TestSession)
#include "tst_session.moc"
