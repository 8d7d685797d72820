#include "core/base/error.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <new>

using namespace samscope;

class TestError : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lineHasFilePlaceReasonAdvice()
    {
        const Error error(
            {.file = "a.pth", .place = "entry data/3", .reason = "wrong CRC", .advice = "download it again"});
        QCOMPARE(QByteArray(error.what()), QByteArray("a.pth: entry data/3: wrong CRC; download it again"));
    }

    void lineLeavesOutWhatIsNotKnown() { QCOMPARE(QByteArray(Error({.reason = "no"}).what()), QByteArray("no")); }

    void lineStaysOneLine()
    {
        const Error error({.file = "a\nb", .reason = "x\ry\x1b[31m"});
        QCOMPARE(QByteArray(error.what()), QByteArray("a\\x0ab: x\\x0dy\\x1b[31m"));
    }

    void exitCodes()
    {
        QCOMPARE(exitCode(ErrorKind::BadInput), 2);
        QCOMPARE(exitCode(ErrorKind::ForbiddenGlobal), 3);
        QCOMPARE(exitCode(ErrorKind::Stopped), 130);
    }

    void foreignExceptionsGetASentence()
    {
        const auto turned = [](auto thrown) {
            try {
                throw thrown;
            } catch (...) {
                return currentError();
            }
        };
        QVERIFY(QByteArray(turned(std::bad_alloc()).what()).startsWith("out of memory"));
        QCOMPARE(QByteArray(turned(std::runtime_error("why")).what()), QByteArray("why"));
        QVERIFY(QByteArray(turned(42).what()).contains("unknown"));
        QVERIFY(turned(Error(ErrorKind::Stopped, {.reason = "s"})).kind() == ErrorKind::Stopped);
    }

    void longTextIsCut()
    {
        QCOMPARE(QString::fromStdString(printable(std::string(300, 'a'), 3)), QStringLiteral("aaa… (300 bytes)"));
    }
};

SAMSCOPE_TEST(tst_error, QCoreApplication, TestError)
#include "tst_error.moc"
