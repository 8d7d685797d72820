#include "core/hub/http/hub_settings.h"
#include "core/hub/http/token.h"
#include "tests/support/conversion.h"
#include "tests/support/hub_test.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <map>

using namespace samscope;
namespace fs = std::filesystem;

class TestHubSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void placesFollowTheEnvironment_data()
    {
        QTest::addColumn<Variables>("variables");
        QTest::addColumn<QString>("cache");
        QTest::addColumn<QString>("token");
        const auto row = [](const char* name, const Variables& variables, const char* cache, const char* token) {
            QTest::newRow(name) << variables << QString::fromLatin1(cache) << QString::fromLatin1(token);
        };
        row("nothing set", {}, "/home/me/.cache/huggingface/hub", "/home/me/.cache/huggingface/token");
        row("XDG_CACHE_HOME", {{"XDG_CACHE_HOME", "/c"}}, "/c/huggingface/hub", "/c/huggingface/token");
        row("HF_HOME", {{"HF_HOME", "/hf"}, {"XDG_CACHE_HOME", "/c"}}, "/hf/hub", "/hf/token");
        row("HF_HUB_CACHE", {{"HF_HOME", "/hf"}, {"HF_HUB_CACHE", "/big"}}, "/big", "/hf/token");
        row("the old name of it", {{"HUGGINGFACE_HUB_CACHE", "/old"}, {"HF_HOME", "/hf"}}, "/old", "/hf/token");
        row("the new name wins", {{"HUGGINGFACE_HUB_CACHE", "/old"}, {"HF_HUB_CACHE", "/new"}, {"HF_HOME", "/hf"}},
            "/new", "/hf/token");
        row("HF_TOKEN_PATH", {{"HF_HOME", "/hf"}, {"HF_TOKEN_PATH", "~/secret"}}, "/hf/hub", "/home/me/secret");
        row("home", {{"HF_HOME", "~/hf"}}, "/home/me/hf/hub", "/home/me/hf/token");
        row("variables", {{"HF_HOME", "$DISK/${USER}/$NONE"}, {"DISK", "/d"}, {"USER", "u"}}, "/d/u/$NONE/hub",
            "/d/u/$NONE/token");
        row("empty is not set", {{"HF_HOME", ""}, {"HF_HUB_CACHE", ""}}, "/home/me/.cache/huggingface/hub",
            "/home/me/.cache/huggingface/token");
    }
    void placesFollowTheEnvironment()
    {
        QFETCH(Variables, variables);
        QFETCH(QString, cache);
        QFETCH(QString, token);
        const HubSettings settings = hubSettings(lookup(variables));
        QCOMPARE(QString::fromStdString(settings.cacheFolder.string()), cache);
        QCOMPARE(QString::fromStdString(settings.tokenFile.string()), token);
    }

    void endpointLosesItsSlash()
    {
        QCOMPARE(hubSettings(lookup({})).endpoint, std::string("https://huggingface.co"));
        QCOMPARE(hubSettings(lookup({{"HF_ENDPOINT", "https://mirror.example/"}})).endpoint,
                 std::string("https://mirror.example"));
    }

    void offlineIsReadAsThePythonClientReadsIt_data()
    {
        QTest::addColumn<Variables>("variables");
        QTest::addColumn<bool>("offline");
        for (const char* text : {"1", "ON", "yes", "True"}) {
            QTest::newRow(text) << Variables{{"HF_HUB_OFFLINE", text}} << true;
        }
        for (const char* text : {"0", "off", "2", ""}) {
            QTest::addRow("\"%s\"", text) << Variables{{"HF_HUB_OFFLINE", text}} << false;
        }
        QTest::newRow("transformers' name") << Variables{{"TRANSFORMERS_OFFLINE", "1"}} << true;
        QTest::newRow("the Hub's name wins")
            << Variables{{"HF_HUB_OFFLINE", "0"}, {"TRANSFORMERS_OFFLINE", "1"}} << false;
    }
    void offlineIsReadAsThePythonClientReadsIt()
    {
        QFETCH(Variables, variables);
        QFETCH(bool, offline);
        QCOMPARE(hubSettings(lookup(variables)).offline, offline);
    }

    void timeoutsAreSeconds()
    {
        const HubSettings settings =
            hubSettings(lookup({{"HF_HUB_ETAG_TIMEOUT", "3"}, {"HF_HUB_DOWNLOAD_TIMEOUT", "soon"}}));
        QCOMPARE(settings.metadataPatience.count(), std::int64_t(3000));
        QCOMPARE(settings.transferPatience.count(), std::int64_t(10'000));
    }

    void tokenOfTheEnvironmentComesFirst()
    {
        const TestFolder folder;
        HubSettings settings;
        settings.tokenFile = folder / "token";
        const auto token = [&](const Variables& variables) {
            return readToken(settings, lookup(variables)).authorization();
        };
        QVERIFY(readToken(settings, lookup({})).empty());
        writeText(settings.tokenFile, " hf_file\r\n");
        QCOMPARE(token({}), std::string("Bearer hf_file"));
        QCOMPARE(token({{"HUGGING_FACE_HUB_TOKEN", "hf_old"}}), std::string("Bearer hf_old"));
        QCOMPARE(token({{"HF_TOKEN", "hf_new"}, {"HUGGING_FACE_HUB_TOKEN", "hf_old"}}), std::string("Bearer hf_new"));
        QCOMPARE(token({{"HF_TOKEN", " \n"}}), std::string("Bearer hf_file"));
    }

    void savedTokenIsForTheUserAlone()
    {
        const TestFolder folder;
        const fs::path file = folder / "deep" / "token";
        saveToken(file, Token(" hf_mine\n"));
        QCOMPARE(textOf(file), std::string("hf_mine"));
        QCOMPARE(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    }

    void tokenIsTakenOutOfWords()
    {
        QCOMPARE(Token("hf_x").redacted("a hf_x and hf_x"), std::string("a (token) and (token)"));
        QCOMPARE(Token().redacted("a"), std::string("a"));
    }
};

SAMSCOPE_TEST(tst_hub_settings, QCoreApplication, TestHubSettings)
#include "tst_hub_settings.moc"
