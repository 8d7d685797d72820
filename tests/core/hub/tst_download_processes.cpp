#include "core/base/error.h"
#include "core/hub/download/download.h"
#include "tests/support/hub_test.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

DownloadOptions wholeModel()
{
    DownloadOptions options;
    options.repoId = testRepo;
    return options;
}

/// What a child process does: downloads, and kills itself at the given write of a file whose path holds `where`, or
/// when a stage has come so far.
int downloadAndDie(const QStringList& arguments)
{
    const HubSettings settings = testHubSettings(arguments[2].toStdString(), arguments[3].toStdString());
    const QString where = arguments[4];
    const std::uint64_t count = arguments[5].toULongLong();
    RecordingListener listener;
    std::uint64_t writes = 0;
    if (where == u"checking"_s || where == u"downloading"_s) {
        listener.onProgress = [&](const Progress& progress) {
            const bool reached = progress.done * 100 >= progress.total * count;
            progress.stage == where.toStdString() && reached ? std::raise(SIGKILL) : 0;
        };
    } else {
        setWriteHook([&writes, where, count](const fs::path& path, std::uint64_t) {
            const bool here = path.string().find(where.toStdString()) != std::string::npos;
            here && ++writes == count ? std::raise(SIGKILL) : 0;
        });
    }
    const auto client = testHubClient(settings);
    download(*client, wholeModel(), {listener});
    return 0;
}

std::unique_ptr<QProcess> startChild(const FakeHub& hub, const TestFolder& folder, const QString& where, int count)
{
    auto child = std::make_unique<QProcess>();
    child->start(QCoreApplication::applicationFilePath(),
                 {u"tst_download_processes"_s, u"--download"_s, QString::fromStdString(hub.endpoint()),
                  QString::fromStdString((folder / "").string()), where, QString::number(count)});
    return child;
}

/// Ten pieces of the weights, each after the one before it has been written.
void sendPiecewise(FakeHub& hub, const TestFolder& folder)
{
    const auto written = [blobs = folder / "hub" / "models--org--tiny-sam" / "blobs"] {
        std::uintmax_t size = 0;
        std::error_code ignored; // what another process takes away meanwhile
        for (const auto& entry : fs::directory_iterator(blobs, ignored)) {
            const auto bytes = entry.path().extension() == ".incomplete" ? entry.file_size(ignored) : 0;
            size = std::max(size, ignored ? 0 : bytes);
        }
        return size;
    };
    hub.add({"GET", "cdn/objects", 1, {}, [written](ServerReply& reply) {
                 reply.pieceSize = 30'000;
                 reply.mayGoOn = [written](std::size_t sent) { return sent == 0 || written() >= sent; };
             }});
}

void slowDown(FakeHub& hub, int times)
{
    hub.add({"GET", "cdn/objects", times, {}, [](ServerReply& reply) { reply.pieceSize = 30'000; }});
}

} // namespace

class TestDownloadProcesses : public QObject
{
    Q_OBJECT

private:
    static void verifyWhole(const FakeHub& hub, const TestFolder& folder)
    {
        QCOMPARE(QString::fromStdString(cacheProblem(folder / "hub")), QString());
        const fs::path snapshot = folder / "hub" / "models--org--tiny-sam" / "snapshots" / hub.head(testRepo);
        for (const auto& [name, contents] : testFiles()) {
            QVERIFY(textOf(snapshot / name) == contents);
        }
    }

private Q_SLOTS:
    void killedAtAnyMomentLeavesTheCacheWhole_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<int>("count");
        for (const int writes : {1, 2, 3, 5, 8, 10}) {
            QTest::addRow("write %d of the weights", writes) << u".incomplete"_s << writes + 1; // one is the config's
        }
        QTest::newRow("first write") << u".incomplete"_s << 1;
        for (const int percent : {0, 1, 10, 25, 50, 75, 90, 99, 100}) {
            QTest::addRow("%d %% downloaded", percent) << u"downloading"_s << percent;
        }
        for (const int percent : {0, 100}) {
            QTest::addRow("%d %% checked", percent) << u"checking"_s << percent;
        }
        QTest::newRow("before the listing") << u"trees"_s << 1;
        QTest::newRow("before the revision") << u"revision"_s << 1;
        QTest::newRow("before the tag") << u"CACHEDIR"_s << 1;
    }
    void killedAtAnyMomentLeavesTheCacheWhole()
    {
        QFETCH(QString, where);
        QFETCH(int, count);
        const TestFolder folder;
        FakeHub hub;
        hub.commit(testRepo, testFiles());
        sendPiecewise(hub, folder);
        const auto child = startChild(hub, folder, where, count);
        QVERIFY(child->waitForFinished(patience));
        QCOMPARE(child->exitStatus(), QProcess::CrashExit);
        QCOMPARE(child->exitCode(), SIGKILL); // and not a crash of another kind
        QCOMPARE(QString::fromStdString(cacheProblem(folder / "hub")), QString());
        const auto client = testHubClient(testHubSettings(hub.endpoint(), folder / ""));
        download(*client, wholeModel(), {});
        verifyWhole(hub, folder);
    }

    void twoProcessesOnOneFileBothEndWhole_data()
    {
        QTest::addColumn<bool>("locksWork");
        QTest::newRow("with locks") << true;
        QTest::newRow("without locks") << false;
    }
    void twoProcessesOnOneFileBothEndWhole()
    {
        QFETCH(bool, locksWork);
        const TestFolder folder;
        FakeHub hub;
        hub.commit(testRepo, testFiles());
        slowDown(hub, 2);
        if (!locksWork) {
            fs::create_directories(folder / "hub");
            writeText(folder / "hub" / ".locks", "not a folder");
        }
        const auto first = startChild(hub, folder, u"nowhere"_s, 0);
        const auto second = startChild(hub, folder, u"nowhere"_s, 0);
        for (const auto& child : {first.get(), second.get()}) {
            QVERIFY(child->waitForFinished(patience));
            QVERIFY2(child->exitStatus() == QProcess::NormalExit && child->exitCode() == 0,
                     child->readAllStandardError().constData());
        }
        verifyWhole(hub, folder);
        if (locksWork) {
            QCOMPARE(hub.countOf("GET", "/objects/"), std::size_t(1));
        }
    }
};

int tst_download_processes(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().value(1) == u"--download"_s) {
        return downloadAndDie(application.arguments());
    }
    const OwnHome home;
    TestDownloadProcesses test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_download_processes.moc"
