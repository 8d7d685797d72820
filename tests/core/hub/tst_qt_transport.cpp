#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/hub/http/qt_transport.h"
#include "tests/support/http_server.h"
#include "tests/support/hub_test.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"

#include <QDeadlineTimer>
#include <QTest>

using namespace samscope;
using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds brief{100};

/// A server that answers everything alike, and remembers what it was asked.
struct Exchange
{
    std::mutex mutex;
    std::vector<ServerRequest> asked;
    ServerReply reply;
    HttpServer server{[this](const ServerRequest& request) {
        const std::lock_guard lock(mutex);
        asked.push_back(request);
        return reply;
    }};
    std::unique_ptr<Transport> transport = qtTransport(lookup({}));

    HttpRequest request(const std::string& method = "GET") const
    {
        return {.method = method, .url = server.url() + "/a%20b?c=1", .patience = std::chrono::minutes(10)};
    }
    ServerRequest lastAsked()
    {
        const std::lock_guard lock(mutex);
        return asked.back();
    }
    std::size_t count()
    {
        const std::lock_guard lock(mutex);
        return asked.size();
    }
};

std::shared_ptr<const ByteSource> bodyBytes(const std::string& text)
{
    const auto bytes = asBytes(text);
    return memorySource({bytes.begin(), bytes.end()}, "body");
}

class RecordingSink final : public BodySink
{
public:
    bool wanted = true;
    std::function<void()> onTake = [] {};
    int status = 0;
    std::string taken;

    bool begin(const HttpReply& head) override
    {
        status = head.status;
        return wanted;
    }
    void take(std::span<const std::byte> bytes) override
    {
        onTake();
        taken += asText(bytes);
    }
};

} // namespace

/// One exchange with a server on loopback.
class TestQtTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theReplyIsWhatTheServerSays()
    {
        Exchange exchange;
        exchange.reply = {.status = 404, .headers = {{"X-Error-Code", "EntryNotFound"}}, .body = "not here"};
        HttpRequest request = exchange.request();
        request.headers = {{"Range", "bytes=5-"}};
        const HttpReply reply = exchange.transport->send(request, nullptr, {});
        QCOMPARE(reply.failure, std::string()); // an error status is a complete reply
        QCOMPARE(reply.status, 404);
        QCOMPARE(reply.header("x-error-code"), std::optional<std::string>("EntryNotFound"));
        QCOMPARE(reply.body, std::string("not here"));
        QCOMPARE(reply.url, request.url);
        const ServerRequest asked = exchange.lastAsked();
        QCOMPARE(asked.path, std::string("/a b"));
        QCOMPARE(asked.query, std::string("c=1"));
        QCOMPARE(asked.headers.at("range"), std::string("bytes=5-"));
        QCOMPARE(asked.headers.at("accept-encoding"), std::string("identity"));
        QVERIFY(!asked.headers.contains("cookie"));
    }

    void redirectsAreReplies()
    {
        Exchange exchange;
        exchange.reply = {.status = 302, .headers = {{"Location", "/elsewhere"}}};
        const HttpReply reply = exchange.transport->send(exchange.request(), nullptr, {});
        QCOMPARE(reply.status, 302);
        QCOMPARE(reply.header("location"), std::optional<std::string>("/elsewhere"));
        QCOMPARE(exchange.count(), std::size_t(1));
    }

    void bodiesGoOutAsTheyAre_data()
    {
        QTest::addColumn<QString>("method");
        QTest::newRow("POST") << u"POST"_s;
        QTest::newRow("PUT") << u"PUT"_s;
    }
    void bodiesGoOutAsTheyAre()
    {
        QFETCH(QString, method);
        Exchange exchange;
        const std::string body = patternBytes(300'000, 'b');
        HttpRequest request = exchange.request(method.toStdString());
        request.body = bodyBytes(body);
        std::uint64_t sent = 0;
        request.sent = [&sent](std::uint64_t bytes) { sent = std::max(sent, bytes); };
        QCOMPARE(exchange.transport->send(request, nullptr, {}).status, 200);
        QCOMPARE(exchange.lastAsked().method, method.toStdString());
        QVERIFY(exchange.lastAsked().body == body);
        QCOMPARE(sent, std::uint64_t(body.size()));
    }

    void aSinkTakesTheBody()
    {
        Exchange exchange;
        exchange.reply.body = patternBytes(300'000, 's');
        RecordingSink sink;
        const HttpReply reply = exchange.transport->send(exchange.request(), &sink, {});
        QVERIFY(sink.taken == exchange.reply.body);
        QVERIFY(reply.body.empty());
        QCOMPARE(sink.status, 200);
        sink = {};
        sink.wanted = false;
        QVERIFY(exchange.transport->send(exchange.request(), &sink, {}).body == exchange.reply.body);
        QVERIFY(sink.taken.empty());
        QCOMPARE(exchange.transport->send(exchange.request("HEAD"), &sink, {}).body, std::string());
    }

    void whatASinkThrowsIsPassedOn()
    {
        Exchange exchange;
        exchange.reply.body = "contents";
        RecordingSink sink;
        sink.onTake = [] { throw Error({.reason = "disk full"}); };
        QCOMPARE(errorOf([&] { exchange.transport->send(exchange.request(), &sink, {}); }), std::string("disk full"));
        QCOMPARE(exchange.transport->send(exchange.request(), nullptr, {}).body, std::string("contents"));
    }

    void aConnectionThatBreaksIsAFailure()
    {
        Exchange exchange;
        exchange.reply = {.body = patternBytes(300'000, 'd'), .dropAfter = 1000};
        RecordingSink sink;
        const HttpReply reply = exchange.transport->send(exchange.request(), &sink, {});
        QVERIFY(!reply.failure.empty() || sink.taken.size() < exchange.reply.body.size());
        exchange.reply = {.closed = true};
        QVERIFY(!exchange.transport->send(exchange.request(), nullptr, {}).succeeded());
        QVERIFY(!exchange.transport->send({.url = "http://127.0.0.1:1/x"}, nullptr, {}).failure.empty());
    }

    void whatMustNotGoTwiceGoesOnce()
    {
        Exchange exchange;
        exchange.reply = {.closed = true};
        HttpRequest request = exchange.request("POST");
        request.body = bodyBytes("commit");
        request.neverTwice = true;
        QVERIFY(!exchange.transport->send(request, nullptr, {}).failure.empty());
        QCOMPARE(exchange.count(), std::size_t(1));
    }

    void aServerWithoutAWordIsGivenUp()
    {
        Exchange exchange;
        exchange.reply.silent = true;
        HttpRequest request = exchange.request();
        request.patience = brief;
        const HttpReply reply = exchange.transport->send(request, nullptr, {});
        QCOMPARE(reply.failure, std::string("the server does not answer"));
        QCOMPARE(reply.status, 0);
    }

    void aServerThatSendsAlmostNothingIsGivenUp()
    {
        Exchange exchange;
        exchange.reply.body = std::string(100'000, 'x');
        exchange.reply.pieceSize = 100;
        exchange.reply.mayGoOn = [](std::size_t sent) { return sent < 100; };
        HttpRequest request = exchange.request();
        request.patience = brief;
        bool isSeen = false;
        // The first bytes may take longer than that: then it is another failure, and the next try tells.
        for (const QDeadlineTimer deadline(patience); !isSeen && !deadline.hasExpired();) {
            const std::string failure = exchange.transport->send(request, nullptr, {}).failure;
            isSeen = failure == "the server sends almost nothing";
            QVERIFY2(isSeen || failure == "the server does not answer", failure.c_str());
            request.patience *= 2;
        }
        QVERIFY(isSeen);
    }

    void aStopEndsTheWait()
    {
        std::stop_source stop;
        HttpServer server([&stop](const ServerRequest&) {
            stop.request_stop();
            return ServerReply{.silent = true};
        });
        const auto transport = qtTransport(lookup({}));
        const HttpRequest request{.url = server.url() + "/x", .patience = std::chrono::minutes(10)};
        const auto send = [&] { transport->send(request, nullptr, stop.get_token()); };
        QVERIFY(errorOf(send).starts_with("stopped"));
        QVERIFY(errorOf(send).starts_with("stopped")); // before it is asked, too
    }

    void aProxyIsAskedInstead()
    {
        Exchange proxy;
        proxy.reply.body = "from the proxy";
        const auto transport = qtTransport(lookup({{"http_proxy", proxy.server.url()}}));
        HttpRequest request{.url = "http://hub.example/x", .patience = std::chrono::minutes(10)};
        QCOMPARE(transport->send(request, nullptr, {}).body, std::string("from the proxy"));
        QCOMPARE(proxy.lastAsked().path, std::string("http://hub.example/x"));
        proxy.reply = {.closed = true};
        const HttpReply reply = transport->send(request, nullptr, {});
        QVERIFY2(reply.failure.ends_with(" (through the proxy 127.0.0.1)"), reply.failure.c_str());
    }
};

SAMSCOPE_TEST(tst_qt_transport, QCoreApplication, TestQtTransport)
#include "tst_qt_transport.moc"
