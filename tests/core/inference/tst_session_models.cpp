#include "tests/support/session_driver.h"
#include "tests/support/test_program.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// Models that are replaced, fail or are stopped, at every moment.
class TestSessionModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newestModelWins_data()
    {
        QTest::addColumn<bool>("tooLate");
        QTest::newRow("the load is stopped") << false;
        QTest::newRow("the model comes anyway") << true;
    }
    void newestModelWins()
    {
        QFETCH(bool, tooLate);
        SessionDriver driver;
        driver.session.setImage(picture());
        driver.open("a");
        driver.begin(StepKind::Load);
        driver.open("b");
        QVERIFY(!driver.session.isWanted());
        driver.end(tooLate);
        QCOMPARE(driver.worked(), u"loaded b; encoded by b"_s);
        QCOMPARE(driver.counts.alive, 1);
    }

    void modelThatIsReplacedIsDestroyedInAStep()
    {
        SessionDriver driver;
        driver.start();
        driver.open("b");
        driver.begin(StepKind::Load);
        driver.end();
        QCOMPARE(driver.counts.alive, 2);
        driver.session.stop(); // this is not to be stopped
        driver.begin(StepKind::Release);
        driver.session.stop();
        QVERIFY(driver.session.isWanted());
        driver.end();
        QCOMPARE(driver.counts.alive, 1);
    }

    void newModelAnswersAgain_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("while idle") << -1;
        QTest::newRow("while encoding") << int(StepKind::Encode);
        QTest::newRow("while answering") << int(StepKind::Answer);
    }
    void newModelAnswersAgain()
    {
        QFETCH(int, kind);
        SessionDriver driver;
        driver.open("a");
        driver.session.setImage(picture());
        driver.session.setPrompts(points(1));
        driver.workUntil(kind);
        driver.heard();
        driver.open("b");
        if (kind >= 0) {
            QVERIFY(!driver.session.isWanted());
            driver.end();
        }
        QCOMPARE(driver.worked(), u"loaded b; encoded by b; answered 201, 200 px"_s);
    }

    void modelThatFailsLeavesTheOldOneAtWork_data() { newModelAnswersAgain_data(); }
    void modelThatFailsLeavesTheOldOneAtWork()
    {
        QFETCH(int, kind);
        SessionDriver driver;
        driver.open("a");
        driver.session.setImage(picture());
        driver.session.setPrompts(points(1));
        driver.workUntil(kind);
        driver.heard();
        driver.open("bad");
        if (kind >= 0) {
            driver.end();
        }
        const bool isEncoded = kind != int(StepKind::Encode);
        QCOMPARE(driver.worked(), u"model 0: bad: is not a SAM; "_s + (isEncoded ? QString() : u"encoded by a; "_s) +
                                      u"answered 101, 200 px"_s);
        QCOMPARE(driver.counts.encodes, 1);
    }

    void firstModelThatFails()
    {
        SessionDriver driver;
        driver.session.setImage(picture());
        driver.open("bad");
        QCOMPARE(driver.worked(), u"model 0: bad: is not a SAM"_s);
        driver.open("a");
        QCOMPARE(driver.worked(), u"loaded a; encoded by a"_s);
    }

    void stoppingALoad_data() { newestModelWins_data(); }
    void stoppingALoad()
    {
        QFETCH(bool, tooLate);
        SessionDriver driver;
        driver.start();
        driver.session.setPrompts(points(1));
        driver.work();
        driver.heard();
        driver.open("b");
        driver.begin(StepKind::Load);
        driver.session.stop();
        QVERIFY(!driver.session.isWanted());
        QCOMPARE(driver.heard(), QString()); // it has not ended
        driver.end(tooLate);
        QCOMPARE(driver.worked(), u"model 0: stopped; answered 101, 200 px"_s);
        QCOMPARE(driver.counts.alive, 1);
    }

    void stoppingALoadBeforeItsTurn()
    {
        SessionDriver driver;
        driver.start();
        driver.session.setPrompts(points(1));
        driver.begin(StepKind::Answer);
        driver.open("b");
        driver.session.stop();
        QCOMPARE(driver.heard(), u"model 0: stopped"_s);
        driver.end();
        QCOMPARE(driver.worked(), u"answered 101, 200 px"_s);
    }

    void modelAskedForAfterAStop()
    {
        SessionDriver driver;
        driver.open("a");
        driver.begin(StepKind::Load);
        driver.session.stop();
        driver.open("b");
        driver.end();
        QCOMPARE(driver.worked(), u"loaded b"_s);
    }

    void stoppingAnEncode_data() { newestModelWins_data(); }
    void stoppingAnEncode()
    {
        QFETCH(bool, tooLate);
        SessionDriver driver;
        driver.open("a");
        driver.session.setImage(picture());
        driver.session.setPrompts(points(1));
        driver.workUntil(int(StepKind::Encode));
        driver.session.stop();
        driver.end(tooLate);
        QCOMPARE(driver.worked(), u"loaded a; failed: stopped"_s);
        driver.session.setPrompts(std::nullopt);
        QCOMPARE(driver.worked(), QString());
        driver.session.setPrompts(points(2));
        QCOMPARE(driver.worked(), u"encoded by a; answered 102, 200 px"_s);
    }

    void promptsBeforeAStoppedEncodeHasEnded()
    {
        SessionDriver driver;
        driver.open("a");
        driver.session.setImage(picture());
        driver.workUntil(int(StepKind::Encode));
        driver.session.stop();
        driver.session.setPrompts(points(2));
        driver.end();
        QCOMPARE(driver.worked(), u"loaded a; encoded by a; answered 102, 200 px"_s);
    }

    void stoppingBetweenTwoSteps()
    {
        SessionDriver driver;
        driver.open("a");
        driver.session.setImage(picture());
        driver.begin(StepKind::Load);
        driver.end();
        driver.session.stop();
        QCOMPARE(driver.worked(), u"loaded a; failed: stopped"_s);
        driver.session.setPrompts(points(1));
        driver.begin(StepKind::Encode);
        driver.end();
        driver.session.stop();
        QCOMPARE(driver.worked(), u"encoded by a; failed: stopped"_s);
        driver.session.setPrompts(points(1));
        QCOMPARE(driver.worked(), u"answered 101, 200 px"_s);
    }

    void stoppingAnAnswer()
    {
        SessionDriver driver;
        driver.start();
        driver.session.setPrompts(points(1));
        driver.begin(StepKind::Answer);
        driver.session.stop();
        driver.end();
        QCOMPARE(driver.worked(), u"failed: stopped"_s);
        driver.session.setThreshold(1);
        QCOMPARE(driver.worked(), u"answered 101, 200 px"_s);
    }

    void stoppingNothing()
    {
        SessionDriver driver;
        driver.session.stop();
        driver.start();
        driver.session.setPrompts(points(1));
        driver.work();
        driver.heard();
        driver.session.stop();
        QCOMPARE(driver.worked(), QString());
    }

    void modelAfterAStopEncodes()
    {
        SessionDriver driver;
        driver.session.setImage(picture());
        driver.session.stop();
        driver.open("a");
        QCOMPARE(driver.worked(), u"loaded a; encoded by a"_s);
    }
};

SAMSCOPE_TEST(tst_session_models, QCoreApplication, TestSessionModels)
#include "tst_session_models.moc"
