#include "core/base/error.h"
#include "core/base/staged_folder.h"
#include "tests/support/conversion.h"
#include "tests/support/disk_watch.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <algorithm>
#include <cerrno>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

/// A folder is put in the place of another on disks that refuse a part of it.
class TestStagedFolderFaults : public QObject
{
    Q_OBJECT

    using Call = DiskWatch::Call;

    /// An old model, which a stage with a new one is to replace.
    static void makeOld(const TestFolder& folder)
    {
        fs::create_directory(folder / "out");
        writeText(folder / "out" / "model", "old");
        writeText(folder / "out" / "config", "old, too");
    }

    /// What is said when the new model is published.
    static QString publish(const TestFolder& folder)
    {
        return QString::fromStdString(errorOf([&] {
            StagedFolder stage(folder / "out");
            writeText(stage.path() / "model", "new");
            stage.publish();
        }));
    }

private Q_SLOTS:
    void withoutExchangeItTakesTwoRenames()
    {
        const TestFolder folder;
        makeOld(folder);
        DiskWatch disk;
        disk.answer = [](const DiskWatch::Request& request) { return request.call == Call::Exchange ? EINVAL : 0; };
        QCOMPARE(publish(folder), u"(no error)"_s);
        QCOMPARE(contentsOf(folder / "out").size(), std::size_t(1));
        QCOMPARE(textOf(folder / "out" / "model"), std::string("new"));
        QCOMPARE(folder.names(), std::vector<std::string>{"out"});
    }

    void theOldOneIsBackWhenTheSecondRenameFails()
    {
        const TestFolder folder;
        makeOld(folder);
        const auto before = contentsOf(folder / "out");
        DiskWatch disk;
        int renames = 0;
        disk.answer = [&renames](const DiskWatch::Request& request) {
            return request.call == Call::Exchange ? EINVAL : request.call == Call::Rename && ++renames == 2 ? EIO : 0;
        };
        const QString message = publish(folder);
        QVERIFY2(message.contains(u"out: cannot rename into place: "_s), qPrintable(message));
        QCOMPARE(renames, 3); // away, in and back
        QVERIFY(contentsOf(folder / "out") == before);
        QCOMPARE(folder.names(), std::vector<std::string>{"out"});
    }

    void everythingIsFlushedBeforeItIsSeen_data()
    {
        QTest::addColumn<bool>("replaces");
        QTest::newRow("new") << false;
        QTest::newRow("in the place of another") << true;
    }
    void everythingIsFlushedBeforeItIsSeen()
    {
        QFETCH(bool, replaces);
        const TestFolder folder;
        if (replaces) {
            makeOld(folder);
        }
        DiskWatch disk;
        fs::path staged;
        {
            StagedFolder stage(folder / "out");
            staged = stage.path();
            writeText(staged / "model", "new");
            writeText(staged / "config", "new");
            stage.publish();
        }
        const auto requests = disk.requests();
        const auto shown =
            std::ranges::find_if(requests, [](const auto& request) { return request.call != Call::Sync; });
        QVERIFY(shown != requests.end());
        QCOMPARE(shown->call, replaces ? Call::Exchange : Call::Rename);
        for (const fs::path& path : {staged / "model", staged / "config", staged}) {
            QVERIFY2(std::find(requests.begin(), shown, DiskWatch::Request{Call::Sync, path}) != shown, path.c_str());
        }
        const DiskWatch::Request names{Call::Sync, staged.parent_path()};
        QVERIFY(std::find(shown, requests.end(), names) != requests.end());
    }

    void whatCannotBeFlushedIsNotPublished()
    {
        const TestFolder folder;
        makeOld(folder);
        const auto before = contentsOf(folder / "out");
        DiskWatch disk;
        disk.answer = [](const DiskWatch::Request& request) {
            return request.call == Call::Sync && request.path.filename() == "model" ? EIO : 0;
        };
        const QString message = publish(folder);
        QVERIFY2(message.contains(u"model: cannot flush: "_s), qPrintable(message));
        QVERIFY(contentsOf(folder / "out") == before);
        QCOMPARE(folder.names(), std::vector<std::string>{"out"});
    }
};

SAMSCOPE_TEST(tst_staged_folder_faults, QCoreApplication, TestStagedFolderFaults)
#include "tst_staged_folder_faults.moc"
