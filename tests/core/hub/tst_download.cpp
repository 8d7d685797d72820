#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/hub/download/download.h"
#include "core/hub/download/official_file.h"
#include "tests/support/hub_test.h"
#include "tests/support/test_program.h"

#include <QCryptographicHash>
#include <QTest>

#include <regex>
#include <thread>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

/// A hub with the test files, and a home.
struct DownloadSetting
{
    TestFolder folder;
    FakeHub hub;
    HubSettings settings = testHubSettings(hub.endpoint(), folder / "");
    fs::path repo = settings.cacheFolder / "models--org--tiny-sam";

    DownloadSetting() { hub.commit(testRepo, testFiles()); }
    DownloadResult get(const std::string& file = {}, const std::string& revision = "main", bool everything = false,
                       const Work& work = {})
    {
        DownloadOptions options;
        options.repoId = testRepo;
        options.file = file;
        options.revision = revision;
        options.everything = everything;
        return download(*testHubClient(settings), options, work);
    }
    QString errorOfGet(const std::string& file = {}, const std::string& revision = "main")
    {
        return QString::fromStdString(errorOf([&] { get(file, revision); }));
    }
};

OfficialFile officialFile(const std::string& contents, const std::string& mirror)
{
    OfficialFile file;
    const auto md5 = QCryptographicHash::hash(QByteArray::fromStdString(contents), QCryptographicHash::Md5).toHex();
    file.name = "sam_vit_t_" + md5.left(6).toStdString();
    file.size = contents.size();
    file.sha256 = sha256(asBytes(contents));
    file.mirror = mirror;
    return file;
}

} // namespace

class TestDownload : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fileLiesWhereThePythonClientLooks()
    {
        DownloadSetting setting;
        const DownloadResult result = setting.get("model.safetensors");
        const std::string head = setting.hub.head(testRepo);
        const std::string hash = sha256(asBytes(testFiles().at("model.safetensors")));
        QCOMPARE(result.commit, head);
        QCOMPARE(result.path, setting.repo / "snapshots" / head / "model.safetensors");
        QCOMPARE(fs::read_symlink(result.path), fs::path("../../blobs") / hash);
        QCOMPARE(textOf(setting.repo / "refs" / "main"), head);
        QVERIFY(fs::exists(setting.settings.cacheFolder / ".locks" / "models--org--tiny-sam" / (hash + ".lock")));
        QVERIFY(textOf(setting.settings.cacheFolder / "CACHEDIR.TAG")
                    .starts_with("Signature: 8a477f597d28d172789f06886806bc55"));
        QVERIFY(!fs::exists(setting.repo / "blobs" / (hash + ".incomplete")));
    }

    void secondTimeAsksOnlyForTheMetadata()
    {
        DownloadSetting setting;
        setting.get("model.safetensors");
        setting.get("model.safetensors");
        QCOMPARE(setting.hub.countOf("GET", ""), std::size_t(2)); // the Hub and the redirect, once
        setting.get("model.safetensors", setting.hub.head(testRepo));
        QCOMPARE(setting.hub.countOf("HEAD", ""), std::size_t(2)); // a commit is never asked for
    }

    void newCommitMovesTheRevisionAndSharesBlobs()
    {
        DownloadSetting setting;
        setting.get();
        const std::string first = setting.hub.head(testRepo);
        FakeHub::Files files = testFiles();
        files["config.json"] = "{\"new\": 1}\n";
        setting.hub.commit(testRepo, files);
        const DownloadResult result = setting.get();
        QCOMPARE(textOf(setting.repo / "refs" / "main"), setting.hub.head(testRepo));
        QCOMPARE(textOf(result.path / "config.json"), files.at("config.json"));
        QVERIFY(fs::exists(setting.repo / "snapshots" / first / "config.json"));
        QCOMPARE(setting.hub.countOf("GET", "/objects/"), std::size_t(1));
    }

    void branchAndPullRequestAreRevisions()
    {
        DownloadSetting setting;
        for (const char* revision : {"v1.0", "refs/pr/7"}) {
            setting.hub.commit(testRepo, testFiles('b'), revision);
            const DownloadResult result = setting.get("config.json", revision);
            QCOMPARE(textOf(result.path), testFiles('b').at("config.json"));
            QCOMPARE(textOf(setting.repo / "refs" / revision), result.commit);
        }
    }

    void folderHoldsWhatAModelNeeds_data()
    {
        QTest::addColumn<QStringList>("there");
        QTest::addColumn<QStringList>("taken");
        QTest::newRow("safetensors before pickles")
            << QStringList{u"config.json"_s, u"model.safetensors"_s, u"preprocessor_config.json"_s,
                           u"pytorch_model.bin"_s, u"tf_model.h5"_s}
            << QStringList{u"config.json"_s, u"model.safetensors"_s, u"preprocessor_config.json"_s};
        QTest::newRow("pickles alone") << QStringList{u"config.json"_s, u"pytorch_model.bin"_s}
                                       << QStringList{u"config.json"_s, u"pytorch_model.bin"_s};
        QTest::newRow("shards") << QStringList{u"config.json"_s, u"model-00001-of-00002.safetensors"_s,
                                               u"model-00002-of-00002.safetensors"_s, u"model.safetensors.index.json"_s}
                                << QStringList{u"config.json"_s, u"model-00001-of-00002.safetensors"_s,
                                               u"model-00002-of-00002.safetensors"_s,
                                               u"model.safetensors.index.json"_s};
    }
    void folderHoldsWhatAModelNeeds()
    {
        QFETCH(QStringList, there);
        QFETCH(QStringList, taken);
        DownloadSetting setting;
        FakeHub::Files files;
        for (const QString& name : there) {
            files[name.toStdString()] = "contents of " + name.toStdString();
        }
        setting.hub.commit(testRepo, files);
        setting.hub.pageSize = 2; // several pages
        const DownloadResult result = setting.get();
        QStringList got;
        for (const std::string& name : result.files) {
            got << QString::fromStdString(name);
            QCOMPARE(textOf(result.path / name), files.at(name));
        }
        QCOMPARE(got, taken);
        QCOMPARE(result.leftOut.size(), std::size_t(there.size() - taken.size()));
        QCOMPARE(setting.get({}, "main", true).files.size(), std::size_t(there.size()));
    }

    void repositoryWithoutConfigSaysWhatItHolds()
    {
        DownloadSetting setting;
        setting.hub.commit(testRepo, {{"checkpoints/sam.pth", "x"}});
        const QString message = setting.errorOfGet();
        QVERIFY2(message.contains(u"not a model folder; it holds checkpoints/sam.pth"), qPrintable(message));
        QVERIFY(!fs::exists(setting.settings.cacheFolder));
    }

    void spaceForTheWholeFolderIsSeenFirst()
    {
        DownloadSetting setting;
        setting.hub.add({"GET", "/tree/", 1, {}, [](ServerReply& reply) {
                             reply.body = std::regex_replace(reply.body, std::regex("300000"), "9000000000000000");
                         }});
        const QString message = setting.errorOfGet();
        QVERIFY2(message.contains(u"9000000000.0 MB needed, "), qPrintable(message));
        QCOMPARE(setting.hub.countOf("GET", "/resolve/"), std::size_t(0));
        QVERIFY(!fs::exists(setting.settings.cacheFolder));
    }

    void offlineTakesWhatIsThere()
    {
        DownloadSetting setting;
        setting.get();
        setting.settings.offline = true;
        const std::size_t asked = setting.hub.log().size();
        QCOMPARE(setting.get("config.json").note, std::string("offline: taken from the cache"));
        QCOMPARE(setting.get().path, setting.repo / "snapshots" / setting.hub.head(testRepo));
        QVERIFY(setting.errorOfGet("vocab.json").contains(u"is not in the cache"));
        QVERIFY(setting.errorOfGet("config.json", "v2").contains(u"offline mode is on"));
        fs::remove(setting.repo / "snapshots" / setting.hub.head(testRepo) / "model.safetensors");
        QVERIFY(setting.errorOfGet().contains(u"is not completely in the cache"));
        QCOMPARE(setting.hub.log().size(), asked);
    }

    void hubThatDoesNotAnswerLeavesTheCache()
    {
        DownloadSetting setting;
        setting.get();
        setting.settings.endpoint = "http://127.0.0.1:1";
        QVERIFY(setting.get("config.json").note.starts_with("the Hub did not answer"));
        QVERIFY(setting.get().note.starts_with("the Hub did not answer"));
        QVERIFY(setting.errorOfGet("vocab.json").contains(u"the network failed"));
    }

    void withoutSymbolicLinksFilesAreThere()
    {
        DownloadSetting setting;
        setting.settings.symlinks = false;
        const DownloadResult result = setting.get();
        QVERIFY(!fs::is_symlink(result.path / "model.safetensors"));
        QVERIFY(textOf(result.path / "model.safetensors") == testFiles().at("model.safetensors"));
    }

    void dangerousNamesMakeNoFolder_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"..\\x", "C:x", "CON", "nul.txt", "a/../../x", "\\\\host\\share", "/etc/passwd",
                                 "a//b", "x.", "x ", "a/COM1", "tab\there"}) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
        QTest::newRow("300 characters") << QString(300, u'x');
        QTest::newRow("case clash") << u"Config.json"_s;
    }
    void dangerousNamesMakeNoFolder()
    {
        QFETCH(QString, name);
        DownloadSetting setting;
        FakeHub::Files files = testFiles();
        files[name.toStdString()] = "evil";
        setting.hub.commit(testRepo, files);
        const QString message = setting.errorOfGet();
        QVERIFY2(message.contains(u"file name") || message.contains(u"differ only in case"), qPrintable(message));
        if (name != u"Config.json") {
            QVERIFY(setting.errorOfGet(name.toStdString()).contains(u"is not a safe file name"));
        }
        QVERIFY(!fs::exists(setting.settings.cacheFolder));
    }

    void progressCountsTheWholeFolder()
    {
        DownloadSetting setting;
        RecordingListener listener;
        std::uint64_t last = 0;
        std::uint64_t total = 0;
        listener.onProgress = [&](const Progress& progress) {
            if (progress.stage == "downloading") {
                QVERIFY(progress.done >= last);
                last = progress.done;
                total = progress.total;
            }
        };
        const DownloadResult result = setting.get({}, "main", false, {listener});
        QCOMPARE(total, result.bytes);
        QCOMPARE(last, result.bytes);
    }

    void worksInAThreadOfItsOwn()
    {
        DownloadSetting setting;
        const auto client = testHubClient(setting.settings);
        DownloadOptions options;
        options.repoId = testRepo;
        std::string error;
        std::thread worker([&] { error = errorOf([&] { download(*client, options, {}); }); });
        worker.join();
        QCOMPARE(error, std::string("(no error)"));
        QCOMPARE(QString::fromStdString(cacheProblem(setting.settings.cacheFolder)), QString());
    }

    void officialFileFromTheHub()
    {
        DownloadSetting setting;
        const std::string contents = patternBytes(100'000, 'o');
        OfficialFile file = officialFile(contents, setting.hub.cdn() + "/nowhere");
        file.repoId = "meta/sam";
        file.commit = setting.hub.commit(file.repoId, {{file.path(), contents}});
        const auto client = testHubClient(setting.settings);
        const fs::path path = downloadOfficialFile(*client, file, {});
        QVERIFY(textOf(path) == contents);
        QCOMPARE(path.filename().string(), file.name + ".pth");
        const std::size_t asked = setting.hub.log().size();
        QCOMPARE(downloadOfficialFile(*client, file, {}), path);
        QCOMPARE(setting.hub.log().size(), asked);
    }

    void officialFileFromTheMirror()
    {
        DownloadSetting setting;
        const std::string contents = patternBytes(100'000, 'o');
        OfficialFile file = officialFile(contents, setting.hub.endpoint() + "/meta/mirror/resolve/main");
        setting.hub.commit("meta/mirror", {{file.name + ".pth", contents}});
        const auto client = testHubClient(setting.settings);
        QVERIFY(textOf(downloadOfficialFile(*client, file, {})) == contents);
        QCOMPARE(QString::fromStdString(cacheProblem(setting.settings.cacheFolder)), QString());
    }

    void officialFileThatNeitherPlaceHasTellsBoth()
    {
        DownloadSetting setting;
        OfficialFile file = officialFile("x", setting.hub.cdn() + "/nowhere");
        file.repoId = "meta/none";
        const auto client = testHubClient(setting.settings);
        const QString message = QString::fromStdString(errorOf([&] { downloadOfficialFile(*client, file, {}); }));
        QVERIFY2(message.contains(u"from the Hub: ") && message.contains(u"from its mirror: "), qPrintable(message));
    }

    void officialFileThatIsAnotherIsRefused_data()
    {
        QTest::addColumn<QString>("wrong");
        QTest::addColumn<QString>("expected");
        QTest::newRow("size") << u"size"_s << u"announced size"_s;
        QTest::newRow("hash") << u"hash"_s << u"its SHA-256 is"_s;
        QTest::newRow("name") << u"name"_s << u"its MD5 is"_s;
    }
    void officialFileThatIsAnotherIsRefused()
    {
        QFETCH(QString, wrong);
        QFETCH(QString, expected);
        DownloadSetting setting;
        const std::string contents = patternBytes(100'000, 'o');
        OfficialFile file = officialFile(contents, setting.hub.cdn() + "/nowhere");
        file.repoId = "meta/sam";
        file.name = wrong == u"name" ? "sam_vit_t_000000" : file.name;
        std::string sent = contents;
        wrong == u"size" ? sent.resize(50'000) : wrong == u"hash" ? void(sent[7] ^= 1) : void();
        file.commit = setting.hub.commit(file.repoId, {{file.path(), sent}});
        const auto client = testHubClient(setting.settings);
        const QString message = QString::fromStdString(errorOf([&] { downloadOfficialFile(*client, file, {}); }));
        QVERIFY2(message.contains(expected), qPrintable(message));
        QVERIFY(!fs::exists(setting.settings.cacheFolder / "models--meta--sam" / "snapshots"));
        QVERIFY(!fs::exists(setting.settings.cacheFolder / "models--meta--sam" / "blobs" / file.sha256));
    }

    void officialTableIsSound()
    {
        QCOMPARE(officialFiles().size(), std::size_t(3));
        for (const OfficialFile& file : officialFiles()) {
            QCOMPARE(file.sha256.size(), std::size_t(64));
            QCOMPARE(findOfficialFile(file.name + ".pth"), &file);
        }
        QCOMPARE(findOfficialFile("slimsam-77-uniform"), nullptr);
    }

    void targetsAreTakenApart_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("repo");
        QTest::addColumn<QString>("file");
        QTest::newRow("name") << u"gpt2"_s << u"gpt2"_s << QString();
        QTest::newRow("repository") << u"org/name"_s << u"org/name"_s << QString();
        QTest::newRow("file") << u"org/name/config.json"_s << u"org/name"_s << u"config.json"_s;
        QTest::newRow("deep file") << u"org/name/a/b.pth"_s << u"org/name"_s << u"a/b.pth"_s;
    }
    void targetsAreTakenApart()
    {
        QFETCH(QString, text);
        QFETCH(QString, repo);
        QFETCH(QString, file);
        const DownloadOptions options = parseDownloadTarget(text.toStdString());
        QCOMPARE(QString::fromStdString(options.repoId), repo);
        QCOMPARE(QString::fromStdString(options.file), file);
    }
};

SAMSCOPE_TEST(tst_download, QCoreApplication, TestDownload)
#include "tst_download.moc"
