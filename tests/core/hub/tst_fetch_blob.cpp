#include "core/base/byte_reader.h"
#include "core/base/sha256.h"
#include "core/hub/download/fetch_blob.h"
#include "tests/support/disk_watch.h"
#include "tests/support/hub_test.h"
#include "tests/support/scripted_transport.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

const std::string small = "{\"model_type\": \"sam\"}\n";

Script::Answer sent(const std::string& bytes)
{
    return bodyOf(200, {{"content-length", std::to_string(bytes.size())}, {"etag", "\"v1\""}}, bytes);
}

std::string damaged()
{
    std::string bytes = small;
    bytes[5] ^= 1;
    return bytes;
}

/// A blob on its way into an empty cache.
struct Fetch
{
    TestFolder folder;
    ScriptedClient scripted;
    RepoCache cache{testHubSettings("https://hub.example", folder / ""), testRepo};
    BlobSource source{"org/tiny-sam/config.json", "https://hub.example/config.json", gitSha1Of(small), small.size()};

    explicit Fetch(std::deque<Script::Answer> answers) : scripted(std::move(answers)) {}
    QString run()
    {
        return QString::fromStdString(errorOf([this] { fetchBlob(*scripted.client, cache, source, {}); }));
    }
    void addPart(const std::string& bytes)
    {
        fs::create_directories(cache.blob(source.etag).parent_path());
        writeText(cache.partial(source.etag), bytes);
    }
    bool isKept() const { return fs::exists(cache.blob(source.etag)); }
    bool hasPart() const { return fs::exists(cache.partial(source.etag)); }
};

} // namespace

/// What is fetched is what its name promises, or it is not kept.
class TestFetchBlob : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contentsAreWhatTheirNameSays_data()
    {
        QTest::addColumn<QString>("etag");
        QTest::addColumn<QString>("hash"); // empty: the name promises nothing
        QTest::newRow("git SHA-1 of a small file") << QString::fromStdString(gitSha1Of(small)) << u"git SHA-1"_s;
        QTest::newRow("SHA-256 of a large one") << QString::fromStdString(sha256(asBytes(small))) << u"SHA-256"_s;
        QTest::newRow("another name") << u"version-1"_s << QString();
    }
    void contentsAreWhatTheirNameSays()
    {
        QFETCH(QString, etag);
        QFETCH(QString, hash);
        Fetch good({sent(small)});
        good.source.etag = etag.toStdString();
        QCOMPARE(good.run(), u"(no error)"_s);
        QCOMPARE(textOf(good.cache.blob(good.source.etag)), small);
        QVERIFY(!good.hasPart());

        Fetch bad({sent(damaged())});
        bad.source.etag = etag.toStdString();
        const QString message = bad.run();
        QCOMPARE(bad.isKept(), hash.isEmpty());
        QVERIFY(!bad.hasPart());
        if (!hash.isEmpty()) {
            QVERIFY2(message.contains(u"its %1 is "_s.arg(hash)) && message.contains(u"not "_s + etag),
                     qPrintable(message));
            QVERIFY(message.contains(u"so it was thrown away"_s));
        }
    }

    void whatIsInTheCacheIsNotAskedFor()
    {
        Fetch fetch({sent(small)});
        fs::create_directories(fetch.cache.blob(fetch.source.etag).parent_path());
        writeText(fetch.cache.blob(fetch.source.etag), "as it is");
        QCOMPARE(fetch.run(), u"(no error)"_s);
        QCOMPARE(fetch.scripted.exchanges(), std::size_t(0));
        QCOMPARE(textOf(fetch.cache.blob(fetch.source.etag)), std::string("as it is"));
    }

    void aPartOfAnotherFileIsFetchedOnceMore()
    {
        const HttpHeaders range = {
            {"content-range", "bytes 8-" + std::to_string(small.size() - 1) + "/" + std::to_string(small.size())}};
        Fetch fetch({bodyOf(206, range, small.substr(8)), sent(small)});
        fetch.addPart("another!");
        QCOMPARE(fetch.run(), u"(no error)"_s);
        QCOMPARE(fetch.scripted.exchanges(), std::size_t(2));
        QVERIFY(!fetch.scripted.header(1, "Range"));
        QCOMPARE(textOf(fetch.cache.blob(fetch.source.etag)), small);
    }

    void whatIsDamagedTwiceIsGivenUp()
    {
        Fetch fetch({sent(damaged())});
        fetch.addPart("another!");
        QVERIFY(fetch.run().contains(u"so it was thrown away"_s));
        QCOMPARE(fetch.scripted.exchanges(), std::size_t(2));
        QVERIFY(!fetch.isKept() && !fetch.hasPart());
    }

    void spaceForWhatIsMissingIsNeeded_data()
    {
        QTest::addColumn<int>("part");
        QTest::addColumn<int>("free");
        QTest::addColumn<bool>("enough");
        const int size = static_cast<int>(small.size());
        QTest::newRow("just enough") << 0 << size << true;
        QTest::newRow("a byte too little") << 0 << size - 1 << false;
        QTest::newRow("just enough for the rest") << 8 << size - 8 << true;
        QTest::newRow("a byte too little for the rest") << 8 << size - 9 << false;
    }
    void spaceForWhatIsMissingIsNeeded()
    {
        QFETCH(int, part);
        QFETCH(int, free);
        QFETCH(bool, enough);
        Fetch fetch({sent(small)});
        if (part > 0) {
            fetch.addPart(small.substr(0, static_cast<std::size_t>(part)));
        }
        DiskWatch disk;
        disk.freeBytes = static_cast<std::uint64_t>(free);
        const QString message = fetch.run();
        QCOMPARE(message == u"(no error)"_s, enough);
        QCOMPARE(message.contains(u" free on this disk"_s), !enough);
        QCOMPARE(fetch.scripted.exchanges() > 0, enough);
    }
};

SAMSCOPE_TEST(tst_fetch_blob, QCoreApplication, TestFetchBlob)
#include "tst_fetch_blob.moc"
