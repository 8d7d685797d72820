#include "core/hub/http/hub_client.h"
#include "core/hub/http/repo_names.h"
#include "tests/support/conversion.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

namespace {

const std::string noError = "(no error)";

}

class TestRepoNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void repositoryIds_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<bool>("good");
        for (const char* id : {"foo", "foo/bar", "123", "Foo-BAR_foo.bar123", "a", "_x/y_"}) {
            QTest::newRow(id) << QString::fromLatin1(id) << true;
        }
        for (const char* id : {"", "/", "a/b/c", ".repo", "foo--bar", "foo..bar", "foo.git", "-foo", "foo-", "foo/",
                               "/foo", "a b", "..", "café"}) {
            QTest::addRow("\"%s\"", id) << QString::fromUtf8(id) << false;
        }
        QTest::newRow("96 characters") << QString(96, u'a') << true;
        QTest::newRow("97 characters") << QString(97, u'a') << false;
    }
    void repositoryIds()
    {
        QFETCH(QString, id);
        QFETCH(bool, good);
        QCOMPARE(errorOf([&] { requireRepoId(id.toStdString()); }) == noError, good);
    }

    void fileNamesThatAreFine()
    {
        for (const char* name :
             {"config.json", "a/b/c.bin", "note é #1.txt", "console.txt", "common/x", "..x", ".gitattributes"}) {
            QCOMPARE(errorOf([&] { requireFileName(name); }), noError);
        }
    }

    void encodingKeepsWhatItMay()
    {
        QCOMPARE(percentEncoded("a b/é#?%", true), std::string("a%20b/%C3%A9%23%3F%25"));
        QCOMPARE(percentEncoded("refs/pr/1", false), std::string("refs%2Fpr%2F1"));
    }

    void onlyTlsOrLoopbackIsAsked_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("good");
        for (const char* url :
             {"https://huggingface.co/x", "http://127.0.0.1:80/x", "http://localhost/x", "http://[::1]:8/x"}) {
            QTest::newRow(url) << QString::fromLatin1(url) << true;
        }
        for (const char* url :
             {"http://huggingface.co", "http://127.0.0.1.evil.example/", "http://127.0.0.1@evil.example/",
              "ftp://127.0.0.1/x", "file:///etc/passwd", "https://", "//x", "x"}) {
            QTest::newRow(url) << QString::fromLatin1(url) << false;
        }
    }
    void onlyTlsOrLoopbackIsAsked()
    {
        QFETCH(QString, url);
        QFETCH(bool, good);
        QCOMPARE(errorOf([&] { requireSafeUrl(url.toStdString()); }) == noError, good);
    }

    void originsDifferInSchemeHostAndPort()
    {
        QVERIFY(sameOrigin("https://a/x", "https://a:443/y?z"));
        for (const char* other : {"http://a/x", "https://b/x", "https://a:444/x", "https://a.b/x"}) {
            QVERIFY2(!sameOrigin("https://a/x", other), other);
        }
    }

    void secretsInAUrlAreNotShown()
    {
        QCOMPARE(shownUrl("https://me:pass@a/x?signature=s#f"), std::string("https://a/x"));
    }
};

SAMSCOPE_TEST(tst_repo_names, QCoreApplication, TestRepoNames)
#include "tst_repo_names.moc"
