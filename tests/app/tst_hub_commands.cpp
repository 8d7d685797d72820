#include "core/base/byte_reader.h"
#include "core/base/sha256.h"
#include "core/base/strict_json.h"
#include "core/hub/download/official_file.h"
#include "core/hub/http/hub_settings.h"
#include "core/model/sam_config.h"
#include "tests/app/command_line_run.h"
#include "tests/support/formula.h"
#include "tests/support/hub_test.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;
namespace fs = std::filesystem;

namespace {

/// A fake Hub, a home of its own and a converted folder.
struct Setting
{
    TestFolder folder;
    FakeHub hub;
    std::string checkpoint = (folder / "tiny.pth").string();
    std::string converted = (folder / "converted").string();

    Setting()
    {
        setHubEnvironment(hub, folder / "home");
        qputenv("HF_TOKEN", "hf_secret");
        writeFormulaCheckpoint(checkpoint, tinyConfig());
    }
    Outcome convert(std::vector<std::string> more = {})
    {
        std::vector<std::string> arguments = {"convert", "--checkpoint_path", checkpoint, "--pytorch_dump_folder_path",
                                              converted};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(arguments);
    }
};

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class TestHubCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void downloadPrintsThePathAlone()
    {
        Setting setting;
        setting.hub.commit(testRepo, testFiles());
        const Outcome outcome = run({"download", testRepo});
        QVERIFY2(outcome.code == 0, outcome.err.c_str());
        QCOMPARE(outcome.out.back(), '\n');
        const fs::path folder = outcome.out.substr(0, outcome.out.size() - 1);
        QVERIFY(textOf(folder / "model.safetensors") == testFiles().at("model.safetensors"));
        const Outcome again = run({"download", std::string(testRepo) + "/config.json", "--json", "-"});
        QCOMPARE(parseStrictJson(again.out, "output").at("commit").get<std::string>(), setting.hub.head(testRepo));
    }

    void missingRepositoryIsExitTwoInOneLine()
    {
        Setting setting;
        const Outcome outcome = run({"download", "org/none"});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(contains(outcome.err, "does not exist, or is private"), outcome.err.c_str());
        QCOMPARE(std::count(outcome.err.begin(), outcome.err.end(), '\n'), std::ptrdiff_t(1));
    }

    void convertPushesModelConfigProcessorAndCard()
    {
        Setting setting;
        const Outcome outcome = setting.convert({"--push_to_hub", "--repo-id", "tiny", "--private"});
        QVERIFY2(outcome.code == 0, outcome.err.c_str());
        const FakeHub::Files files = setting.hub.filesAt("tester/tiny");
        for (const char* name : {"model.safetensors", "config.json", "preprocessor_config.json"}) {
            QVERIFY2(files.contains(name), name);
            QVERIFY(files.at(name) == textOf(fs::path(setting.converted) / name));
        }
        const std::string card = files.at("README.md");
        const std::string sourceHash = sha256(asBytes(textOf(setting.checkpoint)));
        const std::string weightsHash = contentsOf(setting.converted).at("model.safetensors");
        QVERIFY2(contains(card, "library_name: transformers"), card.c_str());
        QVERIFY(contains(card, "tiny.pth") && contains(card, sourceHash) && contains(card, weightsHash));
        QVERIFY(setting.hub.isPrivate("tester/tiny"));
        QVERIFY(contains(card, "tensors are identical to the source, bit for bit"));
        QCOMPARE(setting.hub.commitCount("tester/tiny"), std::size_t(2));
        QVERIFY(!contains(outcome.out + outcome.err, "hf_secret"));
    }

    void pushWithoutTokenIsToldBeforeTheConversion()
    {
        Setting setting;
        qunsetenv("HF_TOKEN");
        const Outcome outcome = setting.convert({"--push_to_hub"});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(contains(outcome.err, "needs an access token"), outcome.err.c_str());
        QVERIFY(!fs::exists(setting.converted));
    }

    void dryRunShowsThePlanAndChangesNothing()
    {
        Setting setting;
        setting.convert();
        const Outcome outcome = run({"push", setting.converted, "--repo-id", testRepo, "--dry-run"});
        QVERIFY2(outcome.code == 0, outcome.err.c_str());
        for (const char* part : {"model.safetensors", "README.md", "new", "to be created, public"}) {
            QVERIFY2(contains(outcome.out, part), outcome.out.c_str());
        }
        QCOMPARE(setting.hub.commitCount(testRepo), std::size_t(0));
        QCOMPARE(setting.hub.countOf("POST", ""), std::size_t(0));
    }

    void aSourceThatDiffersKeepsThePushHere()
    {
        Setting setting;
        setting.convert();
        const std::string other = (setting.folder / "other.pth").string();
        writeFormulaCheckpoint(other, tinyConfig(), 2);
        const Outcome outcome = run({"push", setting.converted, "--repo-id", testRepo, "--source", other});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(contains(outcome.err, "so nothing is pushed"), outcome.err.c_str());
        QVERIFY(setting.hub.log().empty());
    }

    void readmeOfTheFolderIsTakenAsItIs()
    {
        Setting setting;
        setting.convert();
        writeText(fs::path(setting.converted) / "README.md", "mine");
        writeText(fs::path(setting.converted) / "thesis.txt", "not for the Hub");
        const Outcome outcome = run({"push", setting.converted, "--repo-id", testRepo});
        QVERIFY2(outcome.code == 0, outcome.err.c_str());
        QCOMPARE(setting.hub.filesAt(testRepo).at("README.md"), std::string("mine"));
        QVERIFY(!setting.hub.filesAt(testRepo).contains("thesis.txt"));
        QVERIFY(contains(outcome.err, "thesis.txt"));
    }

    void samNameWithoutCheckpointIsSoughtInTheCacheOnly()
    {
        Setting setting;
        qputenv("HF_HUB_OFFLINE", "1");
        const Outcome outcome =
            run({"convert", "--model_name", "sam_vit_b_01ec64", "--pytorch_dump_folder_path", setting.converted});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(contains(outcome.err, "offline mode is on"), outcome.err.c_str());
        QVERIFY(setting.hub.log().empty());
    }

    void dryRunTellsWhatItWouldFetchAndFetchesNothing()
    {
        Setting setting;
        const Outcome outcome = run({"convert", "--model_name", "sam_vit_b_01ec64", "--dry-run"});
        QVERIFY2(outcome.code == 0, outcome.err.c_str());
        const std::string cached = "/hub/models--ybelkada--segment-anything/snapshots/";
        for (const std::string& part :
             {setting.hub.endpoint() + "/ybelkada/segment-anything/resolve/", std::string("375042383 bytes"),
              std::string("ec2df62732614e57411cdcf32a23ffdf28910380d03139ee0f4fcbe91eb8c912"),
              (setting.folder / "home").string() + cached, std::string("https://dl.fbaipublicfiles.com/")}) {
            QVERIFY2(contains(outcome.out, part), part.c_str());
        }
        QVERIFY(setting.hub.log().empty());
        QVERIFY(!fs::exists(setting.folder / "home"));
    }

    void dryRunPlansWithWhatIsInTheCache()
    {
        Setting setting;
        const OfficialFile& file = *findOfficialFile("sam_vit_b_01ec64");
        const fs::path place = officialFilePlace(hubSettings(processEnvironment()), file);
        fs::create_directories(place.parent_path());
        writeText(place, "no checkpoint");
        fs::resize_file(place, file.size);
        const Outcome outcome = run({"convert", "--model_name", file.name, "--dry-run"});
        QVERIFY2(contains(outcome.err, "note: converting " + place.string()), outcome.err.c_str());
        QCOMPARE(outcome.code, 2); // it was opened, and is no checkpoint
        QVERIFY(setting.hub.log().empty());
    }

    void tokenTurnsUpNowhere_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<int>("code");
        QTest::newRow("download") << QString::fromLatin1(testRepo) << 0;
        QTest::newRow("refused") << QStringLiteral("org/none") << 2;
    }
    void tokenTurnsUpNowhere()
    {
        QFETCH(QString, target);
        QFETCH(int, code);
        Setting setting;
        setting.hub.commit(testRepo, testFiles());
        setting.hub.neededToken = "hf_secret";
        const std::string json = (setting.folder / "out.json").string();
        const Outcome outcome = run({"download", target.toStdString(), "--json", json});
        QCOMPARE(outcome.code, code);
        QVERIFY(!contains(outcome.out + outcome.err + allTextBelow(setting.folder / ""), "hf_secret"));
    }

    void endpointWithoutTlsIsRefused()
    {
        Setting setting;
        qputenv("HF_ENDPOINT", "http://hub.example.com");
        const Outcome outcome = run({"download", testRepo});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(contains(outcome.err, "is not an https address"), outcome.err.c_str());
    }
};

SAMSCOPE_TEST(tst_hub_commands, QCoreApplication, TestHubCommands)
#include "tst_hub_commands.moc"
