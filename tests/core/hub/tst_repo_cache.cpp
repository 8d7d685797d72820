#include "core/hub/cache/repo_cache.h"
#include "tests/support/hub_test.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <algorithm>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

const std::string commit(40, 'c');
const std::string otherCommit(40, 'd');
const std::string etag(64, 'e');

/// What lies beside the folders of a repository.
std::ptrdiff_t looseFiles(const RepoCache& cache)
{
    const auto isFolder = [](const fs::directory_entry& entry) { return entry.is_directory(); };
    return std::ranges::count(fs::directory_iterator(cache.folder()), false, isFolder);
}

/// A cache in a folder of its own.
struct CacheSetting
{
    TestFolder folder;
    HubSettings settings = testHubSettings("https://hub.example", folder / "");
    RepoCache cache{settings, testRepo};

    void addBlob(const std::string& name, const std::string& contents) const
    {
        fs::create_directories(cache.blob(name).parent_path());
        writeText(cache.blob(name), contents);
    }
};

} // namespace

/// The cache of one repository as the Python client lays it out.
class TestRepoCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void placesAreThoseOfThePythonClient()
    {
        const CacheSetting setting;
        const fs::path hub = setting.folder / "hub", repo = hub / "models--org--tiny-sam";
        QCOMPARE(setting.cache.folder(), repo);
        QCOMPARE(setting.cache.snapshot(commit), repo / "snapshots" / commit);
        QCOMPARE(setting.cache.blob(etag), repo / "blobs" / etag);
        QCOMPARE(setting.cache.partial(etag), repo / "blobs" / (etag + ".incomplete"));
        QCOMPARE(setting.cache.lock(etag), hub / ".locks" / "models--org--tiny-sam" / (etag + ".lock"));
        QCOMPARE(RepoCache(setting.settings, "gpt2").folder(), hub / "models--gpt2");
        QVERIFY(!fs::exists(hub)); // asking creates nothing
    }

    void whatIsNoNameMakesNoPath_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"", "..", ".hidden", "a/b", "a\\b", "-x", "a b", "tab\t", "ü", "W/weak"}) {
            QTest::newRow(name) << QString::fromUtf8(name);
        }
        QTest::newRow("201 characters") << QString(201, u'a');
    }
    void whatIsNoNameMakesNoPath()
    {
        QFETCH(QString, name);
        const CacheSetting setting;
        const std::string text = name.toStdString();
        for (const auto& action :
             {std::function([&] { setting.cache.blob(text); }), std::function([&] { setting.cache.partial(text); }),
              std::function([&] { setting.cache.lock(text); })}) {
            const std::string message = errorOf(action);
            QVERIFY2(message.find("is an ETag that cannot become a file name") != std::string::npos, message.c_str());
        }
        QVERIFY(errorOf([&] { RepoCache(setting.settings, "../" + text); }) != "(no error)");
    }

    void aRevisionStandsForTheCommitThatWasSeenLast()
    {
        const CacheSetting setting;
        const RepoCache& cache = setting.cache;
        QCOMPARE(cache.commitOf(commit), std::optional(commit)); // for itself
        QCOMPARE(cache.commitOf("main"), std::optional<std::string>());
        cache.saveRevision("main", commit);
        cache.saveRevision("refs/pr/1", otherCommit);
        QCOMPARE(cache.commitOf("main"), std::optional(commit));
        QCOMPARE(cache.commitOf("refs/pr/1"), std::optional(otherCommit));
        QCOMPARE(textOf(cache.folder() / "refs" / "main"), commit);
        cache.saveRevision("main", otherCommit);
        QCOMPARE(cache.commitOf("main"), std::optional(otherCommit));
        writeText(cache.folder() / "refs" / "broken", "no commit");
        QCOMPARE(cache.commitOf("broken"), std::optional<std::string>());
        cache.saveRevision(commit, commit); // needs no file
        QVERIFY(!fs::exists(cache.folder() / "refs" / commit));
        QCOMPARE(looseFiles(cache), std::ptrdiff_t(0)); // nothing temporary is left
    }

    void theCacheIsMarkedForBackups()
    {
        const CacheSetting setting;
        const fs::path tag = setting.settings.cacheFolder / "CACHEDIR.TAG";
        setting.cache.saveRevision("main", commit);
        QVERIFY(textOf(tag).starts_with("Signature: 8a477f597d28d172789f06886806bc55\n"));
        writeText(tag, "Signature: 8a477f597d28d172789f06886806bc55 of another program");
        setting.cache.saveRevision("main", otherCommit);
        QVERIFY(textOf(tag).ends_with("of another program"));
    }

    void aBlobGetsANameInTheSnapshot_data()
    {
        QTest::addColumn<bool>("symlinks");
        QTest::newRow("relative link") << true;
        QTest::newRow("hard link") << false;
    }
    void aBlobGetsANameInTheSnapshot()
    {
        QFETCH(bool, symlinks);
        CacheSetting setting;
        setting.settings.symlinks = symlinks;
        const RepoCache cache(setting.settings, testRepo);
        setting.addBlob(etag, "weights");
        QVERIFY(!cache.find(commit, "a/b.bin"));
        const fs::path path = cache.link(commit, "a/b.bin", etag);
        QCOMPARE(path, cache.snapshot(commit) / "a" / "b.bin");
        QCOMPARE(cache.find(commit, "a/b.bin"), std::optional(path));
        QCOMPARE(textOf(path), std::string("weights"));
        QCOMPARE(fs::is_symlink(path), symlinks);
        if (symlinks) {
            QCOMPARE(fs::read_symlink(path), fs::path("../../../blobs") / etag);
        } else {
            QCOMPARE(fs::hard_link_count(path), std::uintmax_t(2));
        }
        QVERIFY(!cache.find(otherCommit, "a/b.bin"));
        QVERIFY(!cache.find(commit, "a")); // a folder is not a file
    }

    void aNameGoesToAnotherBlobInOneStep()
    {
        const CacheSetting setting;
        setting.addBlob(etag, "old");
        setting.addBlob("new", "new");
        setting.cache.link(commit, "a", etag);
        QCOMPARE(textOf(setting.cache.link(commit, "a", "new")), std::string("new"));
        QCOMPARE(looseFiles(setting.cache), std::ptrdiff_t(0)); // no temporary link
        fs::remove(setting.cache.blob("new"));
        QVERIFY(!setting.cache.find(commit, "a")); // a link to nothing
    }

    void aListingComesBackAsItWas()
    {
        const CacheSetting setting;
        const std::vector<RepoFile> files = {{"config.json", 27, std::string(40, '1'), ""},
                                             {"model.safetensors", 300'000, std::string(40, '2'), etag}};
        QVERIFY(!setting.cache.tree(commit));
        setting.cache.saveTree(commit, files);
        const auto read = setting.cache.tree(commit);
        QVERIFY(read);
        QCOMPARE(read->size(), files.size());
        for (std::size_t i = 0; i < files.size(); ++i) {
            QCOMPARE((*read)[i].path, files[i].path);
            QCOMPARE((*read)[i].size, files[i].size);
            QCOMPARE((*read)[i].oid, files[i].oid);
            QCOMPARE((*read)[i].sha256, files[i].sha256);
            QCOMPARE((*read)[i].etag(), i == 0 ? files[i].oid : etag);
        }
        QVERIFY(!setting.cache.tree(otherCommit));
    }

    void aListingThatCannotBeReadIsNone_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("cut off") << u"{\"files\": {"_s;
        QTest::newRow("another version") << u"{\"format_version\": 2, \"entries\": []}"_s;
        QTest::newRow("no size") << u"{\"files\": {\"a\": {\"blob_id\": \"x\"}}}"_s;
        QTest::newRow("no name") << u"{\"files\": {\"a\": {\"size\": 1}}}"_s;
        QTest::newRow("empty") << QString();
    }
    void aListingThatCannotBeReadIsNone()
    {
        QFETCH(QString, text);
        const CacheSetting setting;
        fs::create_directories(setting.cache.folder() / "trees");
        writeText(setting.cache.folder() / "trees" / (commit + ".json"), text.toStdString());
        QVERIFY(!setting.cache.tree(commit));
    }
};

SAMSCOPE_TEST(tst_repo_cache, QCoreApplication, TestRepoCache)
#include "tst_repo_cache.moc"
