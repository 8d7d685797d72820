#include "core/hub/download/blob_transfer.h"
#include "tests/support/hub_test.h"
#include "tests/support/scripted_transport.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

const std::string twentyBytes = "0123456789abcdefghij";

Script::Answer whole(const std::string& bytes = twentyBytes)
{
    return bodyOf(200, {{"content-length", std::to_string(bytes.size())}, {"etag", "\"v1\""}}, bytes);
}

/// The rest from an offset on, as a server sends it that was asked for it.
Script::Answer rest(std::size_t from, const std::string& version = "\"v1\"")
{
    const std::string range = "bytes " + std::to_string(from) + "-19/20";
    return bodyOf(206, {{"content-range", range}, {"etag", version}}, twentyBytes.substr(from));
}

/// The connection breaks after so many bytes.
Script::Answer cutAfter(std::size_t bytes, int status = 200)
{
    return bodyOf(status, {{"content-length", "20"}, {"etag", "\"v1\""}}, twentyBytes.substr(0, bytes),
                  "connection closed");
}

/// One transfer into a file that may hold a part already.
struct Transfer
{
    TestFolder folder;
    ScriptedClient scripted;
    BlobSource source{"org/model/a.bin", "https://hub.example/a.bin", "etag", 20};
    RecordingListener progress;
    int exchanges = 0;

    explicit Transfer(std::deque<Script::Answer> answers, const std::string& part = {}) : scripted(std::move(answers))
    {
        writeText(folder / "part", part);
    }

    bool run()
    {
        File file = File::openForUpdate(folder / "part");
        BlobTransfer transfer(*scripted.client, source, file, {.progress = progress});
        const bool done = transfer.run();
        exchanges = transfer.exchanges();
        return done;
    }

    QString errorOfRun()
    {
        return QString::fromStdString(errorOf([this] { run(); }));
    }

    std::string written() const { return textOf(folder / "part"); }
    std::string range(std::size_t exchange) const { return scripted.header(exchange, "Range").value_or(""); }
    std::string ifRange(std::size_t exchange) const { return scripted.header(exchange, "If-Range").value_or(""); }
};

} // namespace

/// A blob over as many exchanges as it takes; the network is a script.
class TestBlobTransfer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWholeFileTakesOneExchange()
    {
        Transfer transfer({whole()});
        std::uint64_t done = 0, total = 0;
        transfer.progress.onProgress = [&](const Progress& progress) {
            done = progress.done;
            total = progress.total;
        };
        QVERIFY(transfer.run());
        QCOMPARE(transfer.written(), twentyBytes);
        QCOMPARE(transfer.exchanges, 1);
        QCOMPARE(transfer.range(0), std::string());
        QCOMPARE(transfer.progress.stages, std::vector<std::string>{"downloading"});
        QCOMPARE(done, std::uint64_t(20));
        QCOMPARE(total, std::uint64_t(20));
    }

    void whatIsThereIsNotAskedForAgain()
    {
        Transfer transfer({rest(8)}, twentyBytes.substr(0, 8));
        QVERIFY(transfer.run());
        QCOMPARE(transfer.written(), twentyBytes);
        QCOMPARE(transfer.range(0), std::string("bytes=8-"));
        QCOMPARE(transfer.ifRange(0), std::string()); // of an earlier run nothing is known
        Transfer complete({whole()}, twentyBytes);
        QVERIFY(complete.run());
        QCOMPARE(complete.exchanges, 0);
    }

    void aBrokenConnectionIsResumedIfItIsTheSameVersion()
    {
        Transfer transfer({cutAfter(8), rest(8)});
        QVERIFY(transfer.run());
        QCOMPARE(transfer.written(), twentyBytes);
        QCOMPARE(transfer.range(1), std::string("bytes=8-"));
        QCOMPARE(transfer.ifRange(1), std::string("\"v1\""));
        QCOMPARE(transfer.exchanges, 2);
    }

    void aWeakVersionCannotBeAskedFor()
    {
        const HttpHeaders headers = {{"content-length", "20"}, {"etag", "W/\"v1\""}};
        Transfer transfer({bodyOf(200, headers, twentyBytes.substr(0, 8), "connection closed"), rest(8, "W/\"v1\"")});
        QVERIFY(transfer.run());
        QCOMPARE(transfer.range(1), std::string("bytes=8-"));
        QCOMPARE(transfer.ifRange(1), std::string());
    }

    void aServerThatSendsAllIsTakenAtItsWord()
    {
        Transfer transfer({whole()}, "other by");
        QVERIFY(transfer.run());
        QCOMPARE(transfer.range(0), std::string("bytes=8-"));
        QCOMPARE(transfer.written(), twentyBytes);
    }

    void aPartThatIsLongerThanTheFileIsBegunAnew()
    {
        Transfer transfer({whole()}, std::string(30, 'x'));
        transfer.run();
        QCOMPARE(transfer.range(0), std::string());
        QCOMPARE(transfer.written().substr(0, 20), twentyBytes);
    }

    void whatCannotBelongTogetherIsOfNoUse_data()
    {
        QTest::addColumn<Script::Answer>("answer");
        QTest::newRow("another version") << rest(8, "\"v2\"");
        QTest::newRow("another place") << rest(7);
        QTest::newRow("no place") << bodyOf(206, {{"etag", "\"v1\""}}, twentyBytes.substr(8));
        QTest::newRow("a place that is none")
            << bodyOf(206, {{"content-range", "bytes */20"}, {"etag", "\"v1\""}}, twentyBytes.substr(8));
        QTest::newRow("another size") << bodyOf(206, {{"content-range", "bytes 8-20/21"}, {"etag", "\"v1\""}},
                                                twentyBytes.substr(8));
        QTest::newRow("nothing left to send") << answerOf(416);
    }
    void whatCannotBelongTogetherIsOfNoUse()
    {
        QFETCH(Script::Answer, answer);
        Transfer transfer({cutAfter(8), answer});
        QVERIFY(!transfer.run());
        QCOMPARE(transfer.exchanges, 2);
        QCOMPARE(transfer.written(), twentyBytes.substr(0, 8)); // nothing of it was taken
    }

    void anotherSizeThanAnnouncedIsOfNoUse()
    {
        Transfer transfer({whole(twentyBytes + "!")});
        QVERIFY(!transfer.run());
        QCOMPARE(transfer.written(), std::string());
    }

    void moreThanAnnouncedEndsIt()
    {
        Transfer transfer({bodyOf(200, {{"content-length", "20"}}, twentyBytes + "!")});
        const QString message = transfer.errorOfRun();
        QVERIFY2(message.contains(u"org/model/a.bin: the server sends more than the 20 bytes that it announced"_s),
                 qPrintable(message));
        QCOMPARE(transfer.written(), std::string());
    }

    void withoutASizeItEndsWithTheConnection()
    {
        Transfer transfer({bodyOf(200, {}, twentyBytes)});
        transfer.source.size.reset();
        QVERIFY(transfer.run());
        QCOMPARE(transfer.written(), twentyBytes);
    }

    void theServersSizeCountsWhereNoneIsKnown()
    {
        Transfer transfer({cutAfter(8), rest(8)});
        transfer.source.size.reset();
        QVERIFY(transfer.run());
        QCOMPARE(transfer.written(), twentyBytes);
        QCOMPARE(transfer.exchanges, 2);
    }

    void triesThatBringNothingAreCounted_data()
    {
        QTest::addColumn<Script::Answer>("answer");
        QTest::addColumn<QString>("message");
        QTest::newRow("no reply") << failureOf("no route") << u"the network failed: no route"_s;
        QTest::newRow("an error") << answerOf(503) << u"a problem of its own (HTTP 503)"_s;
        QTest::newRow("a body that ends early")
            << bodyOf(200, {{"content-length", "20"}}, "0123") << u"the network failed: the connection ended after "_s;
    }
    void triesThatBringNothingAreCounted()
    {
        QFETCH(Script::Answer, answer);
        QFETCH(QString, message);
        Transfer transfer({answer});
        const QString said = transfer.errorOfRun();
        QVERIFY2(said.startsWith(u"org/model/a.bin"_s) && said.contains(message), qPrintable(said));
        QCOMPARE(transfer.scripted.exchanges(), std::size_t(4)); // the first and three more
    }

    void whatIsRefusedIsNotTriedAgain()
    {
        Transfer transfer({answerOf(403)});
        QVERIFY(transfer.errorOfRun().contains(u"(HTTP 403)"_s));
        QCOMPARE(transfer.scripted.exchanges(), std::size_t(1));
    }

    void triesThatBringMuchAreNotCounted()
    {
        const std::string large = patternBytes(1'000'000, 'a');
        std::deque<Script::Answer> answers;
        for (std::size_t from = 0; from < large.size(); from += 100'000) { // ten connections that break
            const std::string range = "bytes " + std::to_string(from) + "-999999/1000000";
            answers.push_back(bodyOf(from == 0 ? 200 : 206, {{"content-range", range}, {"etag", "\"v1\""}},
                                     large.substr(from, 100'000), "connection closed"));
        }
        Transfer transfer(answers);
        transfer.source.size = large.size();
        QVERIFY(transfer.run());
        QCOMPARE(transfer.exchanges, 10);
        QVERIFY(transfer.written() == large);
    }
};

SAMSCOPE_TEST(tst_blob_transfer, QCoreApplication, TestBlobTransfer)
#include "tst_blob_transfer.moc"
