#include "core/base/error.h"
#include "core/hub/download/download.h"
#include "tests/support/hub_test.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

using Change = std::function<void(ServerReply&)>;

constexpr std::size_t weightsSize = 300'000;
constexpr int everyTime = 1'000'000;

Change status(int code, const std::string& header = {}, const std::string& value = {})
{
    return [=](ServerReply& reply) {
        reply.status = code;
        reply.body = "{\"error\": \"as scripted\"}";
        reply.headers = {{"Content-Type", "application/json"}};
        if (!header.empty()) {
            reply.setHeader(header, value);
        }
    };
}

Change dropAt(std::size_t bytes)
{
    return [=](ServerReply& reply) { reply.dropAfter = bytes; };
}

Fault onCdn(int times, Change after, std::function<void(ServerRequest&)> before = {})
{
    return {"GET", "cdn/objects", times, std::move(before), std::move(after)};
}

Fault onHub(const std::string& method, int times, Change after)
{
    return {method, "hub/org", times, {}, std::move(after)};
}

// What cannot be resumed is only litter.
bool holdsEmptyPart(const fs::path& cache)
{
    for (const auto& entry :
         fs::exists(cache) ? fs::recursive_directory_iterator(cache) : fs::recursive_directory_iterator()) {
        if (entry.path().extension() == ".incomplete" && entry.file_size() == 0) {
            return true;
        }
    }
    return false;
}

void withoutRange(ServerRequest& request)
{
    request.headers.erase("range");
}

} // namespace

class TestDownloadFaults : public QObject
{
    Q_OBJECT

private:
    // No reply within this is a fault of some rows. Any exchange may be given up then, so that many tries are needed.
    static HubSettings impatientSettings(const FakeHub& hub, const TestFolder& folder, int attempts)
    {
        HubSettings settings = testHubSettings(hub.endpoint(), folder / "");
        settings.transferPatience = std::chrono::milliseconds(500);
        settings.retry.attempts = attempts;
        return settings;
    }

    // The file as asked for (or the model folder), with a token that must turn up nowhere; what errorOf says.
    static QString downloadOne(const HubSettings& settings, const std::string& file, const std::stop_token& stop = {})
    {
        const auto client = testHubClient(settings, secretToken);
        return QString::fromStdString(errorOf([&] {
            DownloadOptions options;
            options.repoId = testRepo;
            options.file = file;
            download(*client, options, {.stop = stop});
        }));
    }
    static QString downloadWeights(const HubSettings& settings, const std::stop_token& stop = {})
    {
        return downloadOne(settings, "model.safetensors", stop);
    }

    static void verify(const FakeHub& hub, const TestFolder& folder, const QString& message)
    {
        QVERIFY(!message.contains(QLatin1String(secretToken)));
        QVERIFY(allTextBelow(folder / "").find(secretToken) == std::string::npos);
        QCOMPARE(QString::fromStdString(cacheProblem(folder / "hub")), QString());
        for (const HubRequestLog& request : hub.log()) {
            QCOMPARE(request.headers.contains("authorization"), request.server == "hub");
        }
    }

private Q_SLOTS:
    void recovers_data()
    {
        QTest::addColumn<std::vector<Fault>>("faults");
        QTest::addColumn<bool>("isSlow");
        using Faults = std::vector<Fault>;
        for (const std::size_t percent : {1, 50, 99}) {
            QTest::addRow("drop at %zu %%", percent) << Faults{onCdn(1, dropAt(weightsSize * percent / 100))} << false;
        }
        const auto row = [](const char* name, const Faults& faults) { QTest::newRow(name) << faults << false; };
        row("three drops", {onCdn(3, dropAt(70'000))});
        row("Range ignored", {onCdn(1, dropAt(150'000)), onCdn(1, {}, withoutRange)});
        row("416 after a drop", {onCdn(1, dropAt(150'000)), onCdn(1, status(416))});
        row("408", {onCdn(1, status(408))});
        row("429", {onCdn(1, status(429))});
        row("429 with Retry-After", {onHub("HEAD", 1, status(429, "Retry-After", "1"))});
        row("500", {onHub("HEAD", 2, status(500))});
        row("503", {onHub("GET", 2, status(503))});
        row("closed without a word", {onCdn(1, [](ServerReply& reply) { reply.closed = true; })});
        row("another version half-way",
            {onCdn(1, dropAt(150'000)), onCdn(1, [](ServerReply& reply) { reply.setHeader("ETag", "\"another\""); })});
        QTest::newRow("silence") << Faults{onCdn(1, [](ServerReply& reply) { reply.silent = true; })} << true;
        QTest::newRow("slow loris once") << Faults{onCdn(1, [](ServerReply& reply) { reply.pieceSize = 1; })} << true;
    }
    void recovers()
    {
        QFETCH(std::vector<Fault>, faults);
        QFETCH(bool, isSlow);
        const TestFolder folder;
        FakeHub hub;
        hub.commit(testRepo, testFiles());
        for (Fault& fault : faults) {
            hub.add(fault);
        }
        const QString message = downloadWeights(isSlow ? impatientSettings(hub, folder, 100)
                                                       : testHubSettings(hub.endpoint(), folder / ""));
        QCOMPARE(message, u"(no error)"_s);
        verify(hub, folder, message);
        const fs::path file =
            folder / "hub" / "models--org--tiny-sam" / "snapshots" / hub.head(testRepo) / "model.safetensors";
        QVERIFY(textOf(file) == testFiles().at("model.safetensors"));
    }

    void fails_data()
    {
        QTest::addColumn<std::vector<Fault>>("faults");
        QTest::addColumn<QString>("expected");
        using Faults = std::vector<Fault>;
        QTest::newRow("401") << Faults{onHub("", everyTime, status(401))} << u"the token was refused"_s;
        QTest::newRow("403") << Faults{onHub("", everyTime, status(403))}
                             << u"the token does not allow this (HTTP 403"_s;
        QTest::newRow("gated") << Faults{onHub("", everyTime, status(403, "X-Error-Code", "GatedRepo"))}
                               << u"the repository is gated"_s;
        QTest::newRow("404") << Faults{onHub("", everyTime, status(404, "X-Error-Code", "EntryNotFound"))}
                             << u"the repository has no such file (HTTP 404"_s;
        QTest::newRow("404 of the revision")
            << Faults{onHub("", everyTime, status(404, "X-Error-Code", "RevisionNotFound"))}
            << u"the repository has no such revision"_s;
        QTest::newRow("408") << Faults{onHub("", everyTime, status(408))} << u"(HTTP 408)"_s;
        QTest::newRow("429") << Faults{onHub("", everyTime, status(429))} << u"too many requests (HTTP 429)"_s;
        QTest::newRow("429 that asks for an hour")
            << Faults{onHub("", everyTime, status(429, "Retry-After", "3600"))} << u"wait 3600 s"_s;
        QTest::newRow("500") << Faults{onHub("", everyTime, status(500))} << u"a problem of its own (HTTP 500)"_s;
        QTest::newRow("503") << Faults{onHub("", everyTime, status(503))} << u"a problem of its own (HTTP 503)"_s;
        QTest::newRow("wrong size") << Faults{onCdn(everyTime, [](ServerReply& reply) { reply.body.resize(200'000); })}
                                    << u"not of the announced size"_s;
        QTest::newRow("wrong hash") << Faults{onCdn(everyTime, [](ServerReply& reply) { reply.body[1234] ^= 1; })}
                                    << u"its SHA-256 is "_s;
        QTest::newRow("416 for ever") << Faults{onCdn(everyTime, status(416))} << u"(HTTP 416)"_s;
        QTest::newRow("drops for ever") << Faults{onCdn(everyTime, dropAt(100))} << u"the network failed"_s;
        QTest::newRow("silence") << Faults{onCdn(everyTime, [](ServerReply& reply) { reply.silent = true; })}
                                 << u"the server does not answer"_s;
        QTest::newRow("redirect to http elsewhere") << Faults{onHub("GET", everyTime, [](ServerReply& reply) {
            reply.setHeader("Location", "http://example.com/x");
        })} << u"http://example.com/x: is not an https address"_s;
        QTest::newRow("redirects in a circle")
            << Faults{onHub("GET", everyTime, [](ServerReply& reply) { reply.setHeader("Location", "?again"); })}
            << u"redirects without an end"_s;
        QTest::newRow("captive portal") << Faults{onHub("", everyTime, [](ServerReply& reply) {
            reply = {.status = 200, .headers = {}, .body = "<html>log in"};
        })} << u"what answered is not a Hub"_s;
        QTest::newRow("ETag that climbs") << Faults{onHub("HEAD", everyTime, [](ServerReply& reply) {
            reply.setHeader("X-Linked-Etag", "\"../../../x\"");
        })} << u"is an ETag that cannot become a file name"_s;
        QTest::newRow("token in the server's words")
            << Faults{onHub("", everyTime, status(403, "X-Error-Message", std::string("no scope for ") + secretToken))}
            << u"no scope for (token)"_s;
    }
    void fails()
    {
        QFETCH(std::vector<Fault>, faults);
        QFETCH(QString, expected);
        const TestFolder folder;
        FakeHub hub;
        hub.commit(testRepo, testFiles());
        for (Fault& fault : faults) {
            hub.add(fault);
        }
        const bool isSlow = QTest::currentDataTag() == "silence"_ba;
        const QString message =
            downloadWeights(isSlow ? impatientSettings(hub, folder, 3) : testHubSettings(hub.endpoint(), folder / ""));
        QVERIFY2(message.contains(expected), qPrintable(message));
        verify(hub, folder, message);
        QVERIFY(!fs::exists(folder / "hub" / "models--org--tiny-sam" / "snapshots"));
        QVERIFY(!fs::exists(folder / "hub" / "models--org--tiny-sam" / "refs"));
        QVERIFY(!holdsEmptyPart(folder / "hub"));
    }

    void listingsThatNoHubSends_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("expected");
        QTest::newRow("negative size") << Change([](ServerReply& reply) {
            reply.body = R"([{"type":"file","path":"config.json","size":-5,"oid":"x"}])";
        }) << u"its listing is not understood"_s;
        QTest::newRow("size that is a fraction") << Change([](ServerReply& reply) {
            reply.body = R"([{"type":"file","path":"config.json","size":1.5,"oid":"x"}])";
        }) << u"its listing is not understood"_s;
        QTest::newRow("size as text") << Change([](ServerReply& reply) {
            reply.body = R"([{"type":"file","path":"config.json","size":"5","oid":"x"}])";
        }) << u"its listing is not understood"_s;
        QTest::newRow("an object") << Change([](ServerReply& reply) { reply.body = R"({"a":1})"; })
                                   << u"its listing is not understood"_s;
    }
    void listingsThatNoHubSends()
    {
        QFETCH(Change, change);
        QFETCH(QString, expected);
        const TestFolder folder;
        FakeHub hub;
        hub.commit(testRepo, testFiles());
        hub.add({"GET", "/tree/", everyTime, {}, std::move(change)});
        const QString message = downloadOne(testHubSettings(hub.endpoint(), folder / ""), "");
        QVERIFY2(message.contains(expected), qPrintable(message));
        QVERIFY(!fs::exists(folder / "hub" / "models--org--tiny-sam" / "snapshots"));
    }

    void aListingEnds()
    {
        const TestFolder folder;
        FakeHub hub;
        hub.commit(testRepo, testFiles());
        hub.add({"GET", "/tree/", everyTime, {}, [&hub](ServerReply& reply) {
                     reply.setHeader("Link", "<" + hub.endpoint() + "/api/models/org/tiny-sam/tree/x>; rel=\"next\"");
                     reply.status = 200;
                     reply.body = "[]";
                 }});
        const QString message = downloadOne(testHubSettings(hub.endpoint(), folder / ""), "");
        QVERIFY2(message.contains(u"its listing does not end"), qPrintable(message));
    }

    // std::regex would recurse once a character.
    void aLinkHeaderOfAnyLengthIsRead()
    {
        const TestFolder folder;
        FakeHub hub;
        hub.commit(testRepo, testFiles());
        hub.add({"GET", "/tree/", everyTime, {}, [](ServerReply& reply) {
                     reply.setHeader("Link", "<" + std::string(60'000, 'a') + ">; rel=\"prev\"");
                 }});
        QCOMPARE(downloadOne(testHubSettings(hub.endpoint(), folder / ""), ""), u"(no error)"_s);
    }

    void partOfAnEarlierRunIsResumed()
    {
        const TestFolder folder;
        FakeHub hub;
        hub.commit(testRepo, testFiles());
        hub.add(onCdn(1, dropAt(200'000)));
        hub.add(onCdn(100, status(403)));
        const HubSettings settings = testHubSettings(hub.endpoint(), folder / "");
        QVERIFY(downloadWeights(settings).contains(u"HTTP 403"));
        FakeHub second;
        second.commit(testRepo, testFiles());
        HubSettings elsewhere = settings;
        elsewhere.endpoint = second.endpoint();
        QCOMPARE(downloadWeights(elsewhere), u"(no error)"_s);
        const auto requests = second.log();
        QCOMPARE(requests.back().headers.at("range"), std::string("bytes=200000-"));
        QCOMPARE(QString::fromStdString(cacheProblem(folder / "hub")), QString());
    }

    void anotherVersionHalfWayIsBegunAnew()
    {
        const TestFolder folder;
        FakeHub hub;
        hub.commit(testRepo, testFiles());
        hub.add(onCdn(1, dropAt(150'000)));
        hub.add(onCdn(1, [](ServerReply& reply) { reply.setHeader("ETag", "\"another\""); }));
        QCOMPARE(downloadWeights(testHubSettings(hub.endpoint(), folder / "")), u"(no error)"_s);
        QCOMPARE(hub.countOf("GET", "/objects/"), std::size_t(3));
        // The second alone; its connection is cut, so that the log may have it after the third.
        const auto isResumed = [](const HubRequestLog& sent) {
            return sent.path.find("/objects/") != std::string::npos && sent.headers.contains("range");
        };
        QCOMPARE(std::ranges::count_if(hub.log(), isResumed), 1);
    }

    void damagedPartIsThrownAwayAndFetchedAgain()
    {
        const TestFolder folder;
        FakeHub hub;
        hub.commit(testRepo, testFiles());
        hub.add(onCdn(1, [](ServerReply& reply) {
            reply.body[99] ^= 1;
            reply.dropAfter = 200'000;
        }));
        QCOMPARE(downloadWeights(testHubSettings(hub.endpoint(), folder / "")), u"(no error)"_s);
        QCOMPARE(QString::fromStdString(cacheProblem(folder / "hub")), QString());
    }

    void fullDiskIsNamedAndThePartKept()
    {
        const TestFolder folder;
        FakeHub hub;
        hub.commit(testRepo, testFiles());
        const HubSettings settings = testHubSettings(hub.endpoint(), folder / "");
        hub.add(onCdn(1, [](ServerReply& reply) { reply.pieceSize = 100'000; }));
        {
            const WriteHookGuard guard;
            setWriteHook([](const fs::path& path, std::uint64_t written) {
                if (path.extension() == ".incomplete" && written >= 60'000) {
                    throw Error({.file = path.string(), .reason = "cannot write: No space left on device"});
                }
            });
            const QString message = downloadWeights(settings);
            QVERIFY2(message.contains(u"No space left on device"), qPrintable(message));
            verify(hub, folder, message);
        }
        QCOMPARE(downloadWeights(settings), u"(no error)"_s);
        QCOMPARE(QString::fromStdString(cacheProblem(folder / "hub")), QString());
    }

    void tooLittleSpaceIsSaidBeforehand()
    {
        const TestFolder folder;
        FakeHub hub;
        hub.commit(testRepo, testFiles());
        hub.add(onHub("HEAD", 1, [](ServerReply& reply) { reply.setHeader("X-Linked-Size", "9000000000000000"); }));
        const QString message = downloadWeights(testHubSettings(hub.endpoint(), folder / ""));
        QVERIFY2(message.contains(u"9000000000.0 MB needed, "), qPrintable(message));
        QVERIFY(!fs::exists(folder / "hub"));
    }

    void stoppedIsNotFailed()
    {
        const TestFolder folder;
        FakeHub hub;
        hub.commit(testRepo, testFiles());
        std::stop_source stop;
        hub.add(onCdn(1, [&stop](ServerReply& reply) {
            reply.silent = true;
            stop.request_stop();
        }));
        HubSettings settings = testHubSettings(hub.endpoint(), folder / "");
        QVERIFY(downloadWeights(settings, stop.get_token()).startsWith(u"stopped"));
        QVERIFY(!fs::exists(folder / "hub" / "models--org--tiny-sam" / "refs"));
    }
};

SAMSCOPE_TEST(tst_download_faults, QCoreApplication, TestDownloadFaults)
#include "tst_download_faults.moc"
