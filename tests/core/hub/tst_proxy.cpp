#include "core/hub/http/proxy.h"
#include "core/hub/http/qt_transport.h"
#include "tests/support/http_server.h"
#include "tests/support/hub_test.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <map>

using namespace samscope;

class TestProxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsTheEnvironment_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<Variables>("variables");
        QTest::addColumn<QString>("proxy");
        const auto row = [](const char* name, const char* url, const Variables& variables, const char* proxy) {
            QTest::newRow(name) << QString::fromLatin1(url) << variables << QString::fromLatin1(proxy);
        };
        const auto exempt = [&](const char* rule, const char* url, bool direct) {
            row(rule, url, {{"HTTPS_PROXY", "http://p:1"}, {"NO_PROXY", rule}}, direct ? "" : "http://p:1");
        };
        row("none", "https://hub.example", {}, "");
        row("https", "https://hub.example", {{"HTTPS_PROXY", "http://p:1"}, {"HTTP_PROXY", "http://q:2"}},
            "http://p:1");
        row("http", "http://hub.example", {{"HTTPS_PROXY", "http://p:1"}, {"HTTP_PROXY", "http://q:2"}}, "http://q:2");
        row("lower case first", "https://hub.example", {{"HTTPS_PROXY", "http://p:1"}, {"https_proxy", "http://q:2"}},
            "http://q:2");
        row("empty lower case wins", "https://hub.example", {{"HTTPS_PROXY", "http://p:1"}, {"https_proxy", ""}}, "");
        row("all in lower case", "http://hub.example", {{"all_proxy", "http://p:1"}}, "http://p:1");
        row("no_proxy in lower case", "https://hub.example",
            {{"https_proxy", "http://p:1"}, {"no_proxy", "hub.example"}, {"NO_PROXY", "other"}}, "");
        row("own scheme before all", "https://hub.example",
            {{"ALL_PROXY", "http://p:1"}, {"HTTPS_PROXY", "http://q:2"}}, "http://q:2");
        row("all", "https://hub.example", {{"ALL_PROXY", "socks5://p:1"}}, "socks5://p:1");
        row("without a scheme", "https://hub.example", {{"HTTPS_PROXY", "p:1"}}, "http://p:1");
        exempt("*", "https://hub.example", true);
        exempt("hub.example", "https://hub.example/x", true);
        exempt(" other , example", "https://hub.example", true);
        exempt("ub.example", "https://hub.example", false);
        exempt(".example", "https://hub.example", true);
        exempt(".hub.example", "https://hub.example", false);
        exempt("HUB.example", "https://hub.example", true);
        exempt("hub.example:443", "https://hub.example", true);
        exempt("hub.example:8443", "https://hub.example", false);
        exempt("localhost", "https://localhost:9", true);
        exempt("127.0.0.1", "https://127.0.0.1:9", true);
        exempt("::1", "https://[::1]:9", true);
        exempt("[::1]", "https://[::1]:9", true);
        exempt("[::1]:9", "https://[::1]:9", true);
        exempt("[::1]:8", "https://[::1]:9", false);
        exempt("[::2]", "https://[::1]:9", false);
        exempt("https://hub.example", "https://hub.example", true);
        exempt("http://hub.example", "https://hub.example", false);
        exempt("https://hub.example:8443", "https://hub.example", false);
        exempt("https://[::1]:9", "https://[::1]:9", true);
    }
    void followsTheEnvironment()
    {
        QFETCH(QString, url);
        QFETCH(Variables, variables);
        QFETCH(QString, proxy);
        QCOMPARE(QString::fromStdString(proxyFor(url.toStdString(), lookup(variables))), proxy);
    }

    void requestsGoThroughIt()
    {
        std::string asked;
        const HttpServer proxy([&](const ServerRequest& request) {
            asked = request.path;
            return ServerReply{.status = 200, .headers = {}, .body = "from the proxy"};
        });
        const auto transport = qtTransport(lookup({{"http_proxy", proxy.url()}}));
        const HttpReply reply = transport->send({.url = "http://127.0.0.1:9/config.json"}, nullptr, {});
        QCOMPARE(reply.body, std::string("from the proxy"));
        QCOMPARE(asked, std::string("http://127.0.0.1:9/config.json"));
    }

    void aProxyThatIsNotThereIsNamed()
    {
        const auto transport = qtTransport(lookup({{"http_proxy", "http://127.0.0.1:9"}}));
        const HttpReply reply = transport->send({.url = "http://127.0.0.1:10/x"}, nullptr, {});
        QVERIFY2(QString::fromStdString(reply.failure).contains(QLatin1String("roxy")), reply.failure.c_str());
    }
};

SAMSCOPE_TEST(tst_proxy, QCoreApplication, TestProxy)
#include "tst_proxy.moc"
