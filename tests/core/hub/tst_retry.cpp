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
