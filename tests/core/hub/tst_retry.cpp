#include "core/base/error.h"
#include "core/hub/http/retry.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

class TestRetry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitIsReadFromTheReply_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<QString>("value");
        QTest::addColumn<qint64>("least"); // seconds; -1: none is asked for
        QTest::addColumn<qint64>("most");
        const auto row = [](const char* name, const char* header, const char* value, qint64 least, qint64 most) {
            QTest::newRow(name) << QString::fromLatin1(header) << QString::fromLatin1(value) << least << most;
        };
        constexpr qint64 longest = 10'000'000'000;
        row("seconds", "retry-after", "120", 120, 120);
        row("date to come", "retry-after", "Fri, 31 Dec 2286 23:59:59 GMT", 1'000'000'000, longest);
        row("date that is over", "retry-after", "Sun, 06 Nov 1994 08:49:37 GMT", 0, 0);
        row("words", "retry-after", "soon", -1, -1);
        row("limit", "ratelimit", "\"api\";r=0;t=55", 55, 55);
        row("neither", "x-other", "5", -1, -1);
    }
    void waitIsReadFromTheReply()
    {
        QFETCH(QString, header);
        QFETCH(QString, value);
        QFETCH(qint64, least);
        QFETCH(qint64, most);
        HttpReply reply;
        reply.status = 429;
        reply.headers = {{header.toStdString(), value.toStdString()}};
        const auto wait = askedWait(reply);
        const qint64 seconds = wait ? std::chrono::duration_cast<std::chrono::seconds>(*wait).count() : -1;
        QVERIFY2(seconds >= least && seconds <= most, qPrintable(QString::number(seconds)));
    }

    void triesAreCountedUntilEnoughHasArrived()
    {
        const RetryPolicy policy{.attempts = 2, .firstWait = {}, .longestWait = {}, .longestAsked = {}};
        Retry retry(policy, {});
        const HttpReply broken{.failure = "broken"};
        QVERIFY(retry.waitAfter(broken));
        QVERIFY(retry.waitAfter(broken));
        QVERIFY(!retry.waitAfter(broken));
        retry.dataArrived(65'535);
        QVERIFY(!retry.waitAfter(broken));
        retry.dataArrived(1); // together enough
        QVERIFY(retry.waitAfter(broken));
        retry.dataArrived(65'535); // counted anew after each try
        QVERIFY(retry.waitAfter(broken));
        QVERIFY(!retry.waitAfter(broken));
    }

    void whatCannotHelpIsNotTried()
    {
        const RetryPolicy policy{.attempts = 5, .firstWait = {}, .longestWait = {}, .longestAsked = {}};
        Retry retry(policy, {});
        QVERIFY(!retry.waitAfter({.status = 404}));
        QVERIFY(!retry.waitAfter({.status = 429, .headers = {{"retry-after", "1"}}})); // longer than it may ask
        QVERIFY(retry.waitAfter({.status = 429, .headers = {{"retry-after", "0"}}}));
    }

    void aStopEndsTheWait()
    {
        using namespace std::chrono_literals;
        const RetryPolicy policy{.attempts = 1, .firstWait = 1h, .longestWait = 1h, .longestAsked = 1h};
        std::stop_source stop;
        struct Stopper final : ProgressSink
        {
            std::stop_source* stop = nullptr;
            Progress last;
            void report(const Progress& progress) override
            {
                last = progress;
                stop->request_stop();
            }
        } stopper;
        stopper.stop = &stop;
        Retry retry(policy, {.progress = stopper, .stop = stop.get_token()});
        QVERIFY_EXCEPTION_THROWN(retry.waitAfter({.failure = "broken"}), Error);
        QCOMPARE(stopper.last.stage, std::string("waiting to try again"));
        QCOMPARE(stopper.last.total, std::uint64_t(3600));
    }

    void certificateStaysUntrustedTheNextTime()
    {
        HttpReply reply;
        reply.failure = "as scripted";
        QVERIFY(mayRecover(reply));
        reply.untrusted = true;
        QVERIFY(!mayRecover(reply));
    }
};

SAMSCOPE_TEST(tst_retry, QCoreApplication, TestRetry)
#include "tst_retry.moc"
