#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/base/strict_json.h"
#include "core/hub/upload/push.h"
#include "tests/support/hub_test.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

PushOptions pushOf(const FakeHub::Files& files)
{
    PushOptions options;
    options.repoId = testRepo;
    for (const auto& [name, contents] : files) {
        const auto bytes = asBytes(contents);
        options.files.push_back({name, memorySource({bytes.begin(), bytes.end()}, name)});
    }
    return options;
}

FakeHub::Files modelFiles(std::size_t weights = 300'000)
{
    return {{"README.md", "---\nlibrary_name: transformers\n---\n# model\n"},
            {"config.json", "{}\n"},
            {"model.safetensors", patternBytes(weights, 'a')}};
}

/// A hub that wants the token for everything, and a client that has it.
struct PushSetting
{
    TestFolder folder;
    FakeHub hub;
    std::unique_ptr<HubClient> client;

    PushSetting()
    {
        hub.neededToken = secretToken;
        client = testHubClient(testHubSettings(hub.endpoint(), folder / ""), secretToken);
    }
    PushPlan plan(const PushOptions& options) { return planPush(*client, options, {}); }
    void lose(const LostReplies& lost) { client = forgetfulHubClient(client->settings(), secretToken, lost); }
    PushResult push(const PushOptions& options) { return samscope::push(*client, plan(options), options, {}); }
    QString errorOfPush(const PushOptions& options)
    {
        return QString::fromStdString(errorOf([&] { push(options); }));
    }
};

Fault fault(const std::string& method, const std::string& path, int times, std::function<void(ServerReply&)> after)
{
    return {method, path, times, {}, std::move(after)};
}

std::function<void(ServerReply&)> refuseWith(int status)
{
    return [=](ServerReply& reply) { reply = {.status = status, .headers = {}, .body = "{}"}; };
}

// Nothing is committed: the request goes nowhere before it is refused.
Fault refusedCommit(int status)
{
    return {"POST", "/commit/", 1, [](ServerRequest& request) { request.path = "/nowhere"; }, refuseWith(status)};
}

} // namespace

class TestPush : public QObject
{
    Q_OBJECT

private:
    static void verifyNoSecretLeft(const PushSetting& setting)
    {
        QVERIFY(allTextBelow(setting.folder / "").find(secretToken) == std::string::npos);
        for (const HubRequestLog& request : setting.hub.log()) {
            QCOMPARE(request.headers.contains("authorization"), request.server == "hub");
        }
    }

private Q_SLOTS:
    void newRepositoryGetsOneCommit()
    {
        PushSetting setting;
        const PushOptions options = pushOf(modelFiles());
        const PushPlan plan = setting.plan(options);
        QVERIFY(plan.head.empty());
        QCOMPARE(setting.hub.commitCount(testRepo), std::size_t(0));
        const PushResult result = push(*setting.client, plan, options, {});
        QVERIFY(result.committed);
        QCOMPARE(result.commit, setting.hub.head(testRepo));
        QCOMPARE(setting.hub.commitCount(testRepo), std::size_t(2)); // the one that it was created with
        FakeHub::Files expected = modelFiles();
        expected[".gitattributes"] = setting.hub.filesAt(testRepo).at(".gitattributes");
        QVERIFY(setting.hub.filesAt(testRepo) == expected);
        verifyNoSecretLeft(setting);
    }

    void planTellsNewChangedAndSame()
    {
        PushSetting setting;
        FakeHub::Files old = modelFiles();
        old["config.json"] = "{\"old\": 1}\n";
        old.erase("README.md");
        setting.hub.commit(testRepo, old);
        const PushPlan plan = setting.plan(pushOf(modelFiles()));
        QCOMPARE(plan.head, setting.hub.head(testRepo));
        QCOMPARE(plan.files[0].state, PushState::New);
        QCOMPARE(plan.files[1].state, PushState::Changed);
        QCOMPARE(plan.files[2].state, PushState::Same);
        QCOMPARE(setting.hub.countOf("POST", ""), std::size_t(0));
    }

    void nothingNewMakesNoCommit()
    {
        PushSetting setting;
        setting.hub.commit(testRepo, modelFiles());
        QVERIFY(!setting.push(pushOf(modelFiles())).committed);
        QCOMPARE(setting.hub.countOf("POST", ""), std::size_t(0));
    }

    void pullRequestLeavesTheBranch()
    {
        PushSetting setting;
        setting.hub.commit(testRepo, {{"config.json", "{\"old\": 1}\n"}});
        const std::string before = setting.hub.head(testRepo);
        PushOptions options = pushOf(modelFiles());
        options.createPullRequest = true;
        const PushResult result = setting.push(options);
        QVERIFY(result.url.ends_with("/discussions/1"));
        QCOMPARE(setting.hub.head(testRepo), before);
        QVERIFY(setting.hub.filesAt(testRepo, "refs/pr/1") == modelFiles());
        for (const HubRequestLog& request : setting.hub.log()) {
            const bool asksToWrite = request.path.find("/preupload/") != std::string::npos ||
                                     request.path.find("/commit/") != std::string::npos;
            QVERIFY(!asksToWrite || request.query == "create_pr=1"); // else a reader's token is refused
        }
    }

    void newRepositoryIsPrivateWhenAsked_data()
    {
        QTest::addColumn<bool>("wanted");
        QTest::newRow("private") << true;
        QTest::newRow("public") << false;
    }
    void newRepositoryIsPrivateWhenAsked()
    {
        QFETCH(bool, wanted);
        PushSetting setting;
        PushOptions options = pushOf(modelFiles());
        options.isPrivate = wanted;
        setting.push(options);
        QCOMPARE(setting.hub.isPrivate(testRepo), wanted);
    }

    void revisionIsTheBranchThatIsPushedTo()
    {
        PushSetting setting;
        setting.hub.commit(testRepo, {{"config.json", "old"}});
        setting.hub.commit(testRepo, {{"config.json", "old"}}, "dev");
        const std::string before = setting.hub.head(testRepo);
        PushOptions options = pushOf(modelFiles());
        options.revision = "dev";
        QVERIFY(setting.push(options).committed);
        QCOMPARE(setting.hub.head(testRepo), before);
        QVERIFY(setting.hub.filesAt(testRepo, "dev") == modelFiles());
    }

    void nameAloneBelongsToTheTokensOwner()
    {
        PushSetting setting;
        PushOptions options = pushOf(modelFiles());
        options.repoId = "mine";
        QCOMPARE(setting.plan(options).repoId, std::string("tester/mine"));
    }

    void cardThatTheHubRefusesStopsThePush()
    {
        PushSetting setting;
        setting.hub.add(fault("POST", "/validate-yaml", 1, [](ServerReply& reply) {
            reply = {.status = 200, .headers = {}, .body = R"({"errors": [{"message": "no such license"}]})"};
        }));
        QVERIFY(setting.errorOfPush(pushOf(modelFiles())).contains(u"no such license"));
        QCOMPARE(setting.hub.countOf("POST", "/commit/"), std::size_t(0));
    }

    void storedObjectIsVerifiedWhereTheHubAsks_data()
    {
        QTest::addColumn<std::size_t>("size");
        QTest::newRow("in one piece") << std::size_t(300'000);
        QTest::newRow("in parts") << std::size_t(1'900'000);
    }
    void storedObjectIsVerifiedWhereTheHubAsks()
    {
        QFETCH(std::size_t, size);
        PushSetting setting;
        setting.push(pushOf(modelFiles(size)));
        QCOMPARE(setting.hub.countOf("POST", "/api/verify"), std::size_t(1));
    }

    void largeFileGoesInParts()
    {
        PushSetting setting;
        setting.push(pushOf(modelFiles(1'900'000)));
        QCOMPARE(setting.hub.countOf("PUT", "/parts/"), std::size_t(5));
        QVERIFY(setting.hub.filesAt(testRepo).at("model.safetensors") == modelFiles(1'900'000).at("model.safetensors"));
        verifyNoSecretLeft(setting);
    }

    void interruptedPushSendsNoStoredPartAgain()
    {
        PushSetting setting;
        const PushOptions options = pushOf(modelFiles(1'900'000));
        setting.hub.add(fault("PUT", "/4", 1000, refuseWith(500)));
        QVERIFY(setting.errorOfPush(options).contains(u"HTTP 500"));
        QCOMPARE(setting.hub.commitCount(testRepo), std::size_t(1));
        const auto journal = fs::directory_iterator(setting.folder / "samscope" / "uploads")->path();
        QCOMPARE(fs::status(journal).permissions(), fs::perms::owner_read | fs::perms::owner_write);

        const std::size_t before = setting.hub.countOf("PUT", "/parts/");
        setting.hub.clearFaults();
        QVERIFY(setting.push(options).committed);
        QCOMPARE(setting.hub.countOf("PUT", "/parts/") - before, std::size_t(2));
        QVERIFY(!fs::exists(journal));
        verifyNoSecretLeft(setting);
    }

    void addressesThatExpiredAreAskedForAgain()
    {
        PushSetting setting;
        const PushOptions options = pushOf(modelFiles(1'900'000));
        setting.hub.add(fault("PUT", "/4", 1000, refuseWith(500)));
        QVERIFY(setting.errorOfPush(options).contains(u"HTTP 500"));
        setting.hub.clearFaults();
        setting.hub.add(fault("PUT", "/parts/", 1, refuseWith(403)));
        QVERIFY(setting.push(options).committed);
        QVERIFY(setting.hub.filesAt(testRepo).at("model.safetensors") == modelFiles(1'900'000).at("model.safetensors"));
    }

    void storedObjectIsNotSentAgain()
    {
        PushSetting setting;
        const PushOptions options = pushOf(modelFiles());
        setting.hub.add(refusedCommit(403));
        QVERIFY(setting.errorOfPush(options).contains(u"nothing was committed"));
        QVERIFY(setting.push(options).committed);
        QCOMPARE(setting.hub.countOf("PUT", "/objects/"), std::size_t(1));
    }

    void faultsOnTheWayAreTriedAgain_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("status");
        QTest::newRow("head 503") << u"GET"_s << u"/revision/"_s << 503;
        QTest::newRow("create 500") << u"POST"_s << u"/create"_s << 500;
        QTest::newRow("preupload 429") << u"POST"_s << u"/preupload/"_s << 429;
        QTest::newRow("batch 503") << u"POST"_s << u"/batch"_s << 503;
        QTest::newRow("object 500") << u"PUT"_s << u"/objects/"_s << 500;
        QTest::newRow("batch without a reply") << u"POST"_s << u"/batch"_s << 0;
        QTest::newRow("object without a reply") << u"PUT"_s << u"/objects/"_s << 0;
    }
    void faultsOnTheWayAreTriedAgain()
    {
        QFETCH(QString, method);
        QFETCH(QString, path);
        QFETCH(int, status);
        PushSetting setting;
        if (status == 0) {
            setting.lose({method.toStdString(), path.toStdString()});
        } else {
            setting.hub.add(fault(method.toStdString(), path.toStdString(), 1, refuseWith(status)));
        }
        const PushResult result = setting.push(pushOf(modelFiles()));
        QVERIFY(result.committed);
        QCOMPARE(setting.hub.commitCount(testRepo), std::size_t(2));
    }

    void refusalsSayThatNothingWasCommitted_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("expected");
        QTest::newRow("read-only token") << 403
                                         << u"the token does not allow this (HTTP 403), and nothing was committed"_s;
        QTest::newRow("conflict") << 409 << u"(HTTP 409), and nothing was committed"_s;
        QTest::newRow("server error") << 500 << u"(HTTP 500), and nothing was committed"_s;
    }
    void refusalsSayThatNothingWasCommitted()
    {
        QFETCH(int, status);
        QFETCH(QString, expected);
        PushSetting setting;
        setting.hub.commit(testRepo, {{"config.json", "old"}});
        const std::string before = setting.hub.head(testRepo);
        setting.hub.add(refusedCommit(status));
        const QString message = setting.errorOfPush(pushOf(modelFiles()));
        QVERIFY2(message.contains(expected), qPrintable(message));
        QCOMPARE(setting.hub.head(testRepo), before);
        QCOMPARE(setting.hub.countOf("POST", "/commit/"), std::size_t(1));
    }

    void lostReplyOfACommitIsNotASecondCommit_data()
    {
        QTest::addColumn<bool>("closed");
        QTest::newRow("silence") << false;
        QTest::newRow("closed connection") << true; // Qt would send the request again by itself
    }
    void lostReplyOfACommitIsNotASecondCommit()
    {
        QFETCH(bool, closed);
        PushSetting setting;
        setting.hub.commit(testRepo, {{"config.json", "old"}});
        if (closed) {
            setting.hub.add(fault("POST", "/commit/", 1000, [](ServerReply& reply) { reply.closed = true; }));
        } else {
            setting.lose({"POST", "/commit/", 1000});
        }
        const PushResult result = setting.push(pushOf(modelFiles()));
        QVERIFY(result.committed);
        QCOMPARE(result.commit, setting.hub.head(testRepo));
        QCOMPARE(setting.hub.countOf("POST", "/commit/"), std::size_t(1));
        QCOMPARE(setting.hub.commitCount(testRepo), std::size_t(2));
    }

    void lostReplyOfAPullRequestIsToldAndNotRepeated()
    {
        PushSetting setting;
        setting.hub.commit(testRepo, {{"config.json", "old"}});
        setting.hub.add(fault("POST", "/commit/", 1000, [](ServerReply& reply) { reply.closed = true; }));
        PushOptions options = pushOf(modelFiles());
        options.createPullRequest = true;
        const QString message = setting.errorOfPush(options);
        QVERIFY2(message.contains(u"whether a pull request was opened is not known"), qPrintable(message));
        QCOMPARE(setting.hub.countOf("POST", "/commit/"), std::size_t(1));
    }

    void changeMeanwhileIsSeen()
    {
        PushSetting setting;
        setting.hub.commit(testRepo, {{"config.json", "old"}});
        const PushOptions options = pushOf(modelFiles());
        const PushPlan plan = setting.plan(options);
        const std::string theirs = setting.hub.commit(testRepo, {{"config.json", "theirs"}});
        const QString message = QString::fromStdString(errorOf([&] { push(*setting.client, plan, options, {}); }));
        QVERIFY2(message.contains(u"has changed meanwhile (HTTP 412"), qPrintable(message));
        QVERIFY2(message.contains(u"nothing was committed"), qPrintable(message));
        QCOMPARE(setting.hub.head(testRepo), theirs);
    }

    void parentCommitIsChecked()
    {
        PushSetting setting;
        const std::string head = setting.hub.commit(testRepo, {{"config.json", "old"}});
        PushOptions options = pushOf(modelFiles());
        options.parentCommit = std::string(40, 'a');
        QVERIFY(setting.errorOfPush(options).contains(u"main is at "_s + QString::fromStdString(head)));
        options.parentCommit = head;
        QVERIFY(setting.push(options).committed);
    }

    void pushWithoutTokenIsRefusedAtOnce()
    {
        PushSetting setting;
        setting.client = testHubClient(testHubSettings(setting.hub.endpoint(), setting.folder / ""));
        QVERIFY(setting.errorOfPush(pushOf(modelFiles())).contains(u"a push needs an access token"));
        QVERIFY(setting.hub.log().empty());
    }
};

SAMSCOPE_TEST(tst_push, QCoreApplication, TestPush)
#include "tst_push.moc"
