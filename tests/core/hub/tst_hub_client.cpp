#include "core/hub/http/hub_client.h"
#include "tests/support/conversion.h"
#include "tests/support/scripted_transport.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;
using namespace Qt::StringLiterals;

namespace {

constexpr const char* clientToken = "hf_TokenOfTheClient";

HttpReply once(ScriptedClient& scripted, const std::string& url, Redirects redirects = Redirects::Anywhere)
{
    return scripted.client->once({.url = url}, redirects, nullptr, {});
}

HttpReply sent(ScriptedClient& scripted, const HttpRequest& request = {.url = "https://hub.example/x"})
{
    return scripted.client->send(request, Redirects::Anywhere, {});
}

Script::Answer redirectTo(const std::string& place, int status = 302)
{
    return answerOf(status, {{"location", place}});
}

} // namespace

/// What a client makes of one exchange after the other; the network is a script.
class TestHubClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTokenGoesToTheHubsOriginOnly_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("goes");
        QTest::newRow("the Hub") << u"https://hub.example/api/x"_s << true;
        QTest::newRow("its port written out") << u"https://hub.example:443/api/x"_s << true;
        QTest::newRow("another port") << u"https://hub.example:8443/x"_s << false;
        QTest::newRow("another host") << u"https://cdn.example/x"_s << false;
        QTest::newRow("a host below") << u"https://x.hub.example/x"_s << false;
        QTest::newRow("a host that begins alike") << u"https://hub.example.evil/x"_s << false;
        QTest::newRow("the Hub as a user name") << u"https://hub.example@evil.example/x"_s << false;
    }
    void theTokenGoesToTheHubsOriginOnly()
    {
        QFETCH(QString, url);
        QFETCH(bool, goes);
        ScriptedClient scripted({answerOf(200)}, clientToken);
        once(scripted, url.toStdString());
        QCOMPARE(scripted.header(0, "Authorization").has_value(), goes);
        if (goes) {
            QCOMPARE(*scripted.header(0, "Authorization"), std::string("Bearer ") + clientToken);
        }
    }

    void withoutATokenNothingIsSigned()
    {
        ScriptedClient scripted({answerOf(200)});
        QVERIFY(!scripted.client->hasToken());
        once(scripted, "https://hub.example/x");
        QVERIFY(!scripted.header(0, "Authorization"));
    }

    void aRedirectElsewhereLosesTheToken()
    {
        ScriptedClient scripted({redirectTo("https://cdn.example/object?signature=1"), answerOf(200)}, clientToken);
        QCOMPARE(once(scripted, "https://hub.example/x").url, std::string("https://cdn.example/object?signature=1"));
        QCOMPARE(scripted.exchanges(), std::size_t(2));
        QVERIFY(scripted.header(0, "Authorization"));
        QVERIFY(!scripted.header(1, "Authorization"));
    }

    void redirectsAreResolvedAndFollowed_data()
    {
        QTest::addColumn<QString>("location");
        QTest::addColumn<QString>("target");
        QTest::newRow("absolute") << u"https://hub.example/b"_s << u"https://hub.example/b"_s;
        QTest::newRow("absolute path") << u"/b?c=1"_s << u"https://hub.example/b?c=1"_s;
        QTest::newRow("relative") << u"b"_s << u"https://hub.example/org/b"_s;
        QTest::newRow("a query") << u"?again"_s << u"https://hub.example/org/a?again"_s;
    }
    void redirectsAreResolvedAndFollowed()
    {
        QFETCH(QString, location);
        QFETCH(QString, target);
        for (const int status : {301, 302, 303, 307, 308}) {
            ScriptedClient scripted({redirectTo(location.toStdString(), status), answerOf(200)}, clientToken);
            QCOMPARE(once(scripted, "https://hub.example/org/a").status, 200);
            QCOMPARE(scripted.script->asked.at(1).url, target.toStdString());
        }
    }

    void notEveryReplyIsARedirect()
    {
        for (const auto& answer :
             {answerOf(302), answerOf(304, {{"location", "/b"}}), answerOf(200, {{"location", "/b"}})}) {
            ScriptedClient scripted({answer});
            once(scripted, "https://hub.example/a");
            QCOMPARE(scripted.exchanges(), std::size_t(1));
        }
    }

    void redirectsHaveAnEnd()
    {
        ScriptedClient scripted({redirectTo("?again")});
        QCOMPARE(once(scripted, "https://hub.example/a").status, 302);
        QCOMPARE(scripted.exchanges(), std::size_t(6));
    }

    void whoStaysWithinTheOriginGetsTheRedirectItself()
    {
        ScriptedClient scripted({redirectTo("/moved"), redirectTo("https://cdn.example/object"), answerOf(200)});
        const HttpReply reply = once(scripted, "https://hub.example/a", Redirects::WithinOrigin);
        QCOMPARE(reply.status, 302);
        QCOMPARE(reply.url, std::string("https://hub.example/moved"));
        QCOMPARE(scripted.exchanges(), std::size_t(2));
    }

    void addressesWithoutTlsAreNotAsked_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("allowed");
        QTest::newRow("https") << u"https://hub.example/x"_s << true;
        QTest::newRow("this machine") << u"http://127.0.0.1:8080/x"_s << true;
        QTest::newRow("this machine's name") << u"http://localhost/x"_s << true;
        QTest::newRow("this machine, IPv6") << u"http://[::1]:80/x"_s << true;
        QTest::newRow("http") << u"http://hub.example/x"_s << false;
        QTest::newRow("a name that begins alike") << u"http://localhost.evil/x"_s << false;
        QTest::newRow("a file") << u"file:///etc/passwd"_s << false;
        QTest::newRow("no host") << u"https:///x"_s << false;
    }
    void addressesWithoutTlsAreNotAsked()
    {
        QFETCH(QString, url);
        QFETCH(bool, allowed);
        const QString direct = QString::fromStdString(errorOf([&] { requireSafeUrl(url.toStdString()); }));
        QCOMPARE(direct == u"(no error)"_s, allowed);
        ScriptedClient scripted({redirectTo(url.toStdString()), answerOf(200)}, clientToken);
        const QString message =
            QString::fromStdString(errorOf([&] { once(scripted, "https://hub.example/x?secret=1"); }));
        QCOMPARE(message.contains(u"is not an https address"_s), !allowed);
        QCOMPARE(scripted.exchanges(), std::size_t(allowed ? 2 : 1));
    }

    void offlineNobodyIsAsked()
    {
        ScriptedClient scripted({answerOf(200)}, clientToken, true);
        const QString message =
            QString::fromStdString(errorOf([&] { once(scripted, "https://hub.example/x?signature=secret"); }));
        QVERIFY2(message.contains(u"https://hub.example/x: offline mode is on"_s), qPrintable(message));
        QVERIFY(!message.contains(u"secret"_s));
        QCOMPARE(scripted.exchanges(), std::size_t(0));
    }

    void triesAreCounted_data()
    {
        QTest::addColumn<Script::Answer>("answer");
        QTest::addColumn<int>("exchanges");
        const int all = 4; // the first and three more
        QTest::newRow("no network") << failureOf("broken") << all;
        QTest::newRow("408") << answerOf(408) << all;
        QTest::newRow("429") << answerOf(429) << all;
        QTest::newRow("500") << answerOf(500) << all;
        QTest::newRow("503") << answerOf(503) << all;
        QTest::newRow("429 with a wait that is too long") << answerOf(429, {{"retry-after", "3600"}}) << 1;
        QTest::newRow("200") << answerOf(200) << 1;
        QTest::newRow("401") << answerOf(401) << 1;
        QTest::newRow("404") << answerOf(404) << 1;
    }
    void triesAreCounted()
    {
        QFETCH(Script::Answer, answer);
        QFETCH(int, exchanges);
        ScriptedClient scripted({answer});
        sent(scripted);
        QCOMPARE(scripted.exchanges(), static_cast<std::size_t>(exchanges));
        ScriptedClient once({answer});
        sent(once, {.method = "POST", .url = "https://hub.example/x", .neverTwice = true});
        QCOMPARE(once.exchanges(), std::size_t(1));
    }

    void theFirstSuccessIsTheReply()
    {
        ScriptedClient scripted({failureOf("broken"), answerOf(503), answerOf(200, {}, "at last")});
        QCOMPARE(sent(scripted).body, std::string("at last"));
        QCOMPARE(scripted.exchanges(), std::size_t(3));
    }

    void aStopEndsTheTries()
    {
        std::stop_source stop;
        ScriptedClient scripted({[&stop](const HttpRequest&, BodySink*) {
            stop.request_stop();
            return HttpReply{.status = 503};
        }});
        const std::string message = errorOf([&] {
            scripted.client->send({.url = "https://hub.example/x"}, Redirects::Anywhere, {.stop = stop.get_token()});
        });
        QVERIFY(message.starts_with("stopped"));
        QCOMPARE(scripted.exchanges(), std::size_t(1));
    }

    void jsonIsReadStrictly_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("message");
        QTest::newRow("good") << u"{\"a\": 1}"_s << u"(no error)"_s;
        QTest::newRow("a page to log in") << u"<html>"_s << u"https://hub.example/x"_s;
        QTest::newRow("a key twice") << u"{\"a\": 1, \"a\": 2}"_s << u"https://hub.example/x"_s;
        QTest::newRow("nothing") << QString() << u"https://hub.example/x"_s;
    }
    void jsonIsReadStrictly()
    {
        QFETCH(QString, body);
        QFETCH(QString, message);
        ScriptedClient scripted({answerOf(200, {}, body.toStdString())});
        Json json;
        const QString said = QString::fromStdString(
            errorOf([&] { json = scripted.client->json({.url = "https://hub.example/x?token=1"}, "org/model", {}); }));
        QVERIFY2(said.contains(message), qPrintable(said));
        QVERIFY(!said.contains(u"token=1"_s));
        QCOMPARE(json.is_object(), message == u"(no error)"_s);
    }

    void refusalsAreSentences_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<HttpHeaders>("headers");
        QTest::addColumn<QString>("withToken");
        QTest::addColumn<QString>("without");
        const auto row = [](const char* name, int status, const HttpHeaders& headers, const char* with,
                            const char* without) {
            QTest::newRow(name) << status << headers << QString::fromLatin1(with) << QString::fromLatin1(without);
        };
        const char* gated = "org/model: the repository is gated (HTTP";
        row("401", 401, {}, "the token was refused, or the repository does not exist or is private (HTTP 401)",
            "the repository does not exist or is private, and no token was given (HTTP 401)");
        row("401, gated", 401, {{"x-error-code", "GatedRepo"}}, gated, gated);
        row("403", 403, {}, "the token does not allow this (HTTP 403)", "the token does not allow this (HTTP 403)");
        row("403, gated", 403, {{"x-error-code", "GatedRepo"}}, gated, gated);
        const auto both = [&](const char* name, int status, const HttpHeaders& headers, const char* sentence) {
            row(name, status, headers, sentence, sentence);
        };
        both("404", 404, {}, "was not found on the Hub (HTTP 404)");
        both("404, revision", 404, {{"x-error-code", "RevisionNotFound"}}, "has no such revision (HTTP 404)");
        both("404, file", 404, {{"x-error-code", "EntryNotFound"}}, "has no such file (HTTP 404)");
        both("408", 408, {}, "the server gave up waiting for the request (HTTP 408)");
        both("409", 409, {}, "conflicts with its present state (HTTP 409)");
        both("412", 412, {}, "the repository has changed meanwhile (HTTP 412)");
        both("416", 416, {}, "the server cannot send the rest of the file (HTTP 416)");
        both("429", 429, {}, "too many requests (HTTP 429); wait some minutes, then try again");
        both("429 with a wait", 429, {{"retry-after", "90"}}, "(HTTP 429); wait 90 s, then try again");
        both("500", 500, {}, "the server has a problem of its own (HTTP 500)");
        both("302", 302, {}, "the server redirects without an end (HTTP 302)");
        both("418", 418, {}, "the server refused (HTTP 418)");
        both("its number", 500, {{"x-request-id", "Root=1-abc"}}, "(HTTP 500, request Root=1-abc)");
        both("its words", 400, {{"x-error-message", "no such licence"}}, "(HTTP 400): \"no such licence\"");
    }
    void refusalsAreSentences()
    {
        QFETCH(int, status);
        QFETCH(HttpHeaders, headers);
        QFETCH(QString, withToken);
        QFETCH(QString, without);
        const HttpReply reply{.status = status, .headers = headers, .url = "https://hub.example/x"};
        for (const bool hasToken : {true, false}) {
            ScriptedClient scripted({answerOf(200)}, hasToken ? clientToken : "");
            const QString message =
                QString::fromStdString(errorOf([&] { scripted.client->requireSuccess(reply, "org/model"); }));
            QVERIFY2(message.startsWith(u"org/model: "_s), qPrintable(message));
            QVERIFY2(message.contains(hasToken ? withToken : without), qPrintable(message));
        }
    }

    void theServersWordsAreInItsJsonToo()
    {
        ScriptedClient scripted({answerOf(200)}, clientToken);
        HttpReply reply{.status = 400, .headers = {{"content-type", "application/json; charset=utf-8"}}};
        reply.body = "{\"error\": \"the card of " + std::string(clientToken) + " is broken\"}";
        QCOMPARE(scripted.client->problemOf(reply, "x").reason,
                 std::string("the server refused (HTTP 400): \"the card of (token) is broken\""));
        reply.body = "{broken";
        QCOMPARE(scripted.client->problemOf(reply, "x").reason, std::string("the server refused (HTTP 400)"));
    }

    void brokenExchangesNameThePlaceWithoutItsSecrets()
    {
        ScriptedClient scripted({answerOf(200)}, clientToken);
        HttpReply reply{.failure = std::string("peer said ") + clientToken,
                        .url = "https://me:word@cdn.example/object?signature=1#part"};
        Problem problem = scripted.client->problemOf(reply, "org/model");
        QCOMPARE(problem.place, std::string("https://cdn.example/object"));
        QCOMPARE(problem.reason, std::string("the network failed: peer said (token)"));
        reply.untrusted = true;
        problem = scripted.client->problemOf(reply, "org/model");
        QVERIFY(problem.reason.starts_with("the server's certificate is not trusted: "));
        QVERIFY(problem.advice.find("SSL_CERT_FILE") != std::string::npos);
    }

    void successNeedsACompleteReply()
    {
        ScriptedClient scripted({answerOf(200)});
        QCOMPARE(errorOf([&] { scripted.client->requireSuccess({.status = 204}, "x"); }), std::string("(no error)"));
        QVERIFY(errorOf([&] { scripted.client->requireSuccess({.status = 200, .failure = "cut off"}, "x"); }) !=
                "(no error)");
    }
};

SAMSCOPE_TEST(tst_hub_client, QCoreApplication, TestHubClient)
#include "tst_hub_client.moc"
