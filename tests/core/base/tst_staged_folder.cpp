#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/base/staged_folder.h"
#include "tests/support/test_program.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace samscope;
namespace fs = std::filesystem;

namespace {

QByteArray contents(const fs::path& path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(not there)");
}

void write(const fs::path& path, std::string_view text)
{
    File file = File::createNew(path);
    file.write(asBytes(text));
}

} // namespace

class TestStagedFolder : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    fs::path m_goal;

    int entries() const
    {
        return static_cast<int>(QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size());
    }

private Q_SLOTS:
    void init() { m_goal = fs::path(m_folder.path().toStdString()) / "out"; }
    void cleanup()
    {
        setWriteHook({});
        for (const auto& entry : fs::directory_iterator(m_folder.path().toStdString())) {
            fs::remove_all(entry);
        }
    }

    void publishesAsAWhole()
    {
        {
            StagedFolder stage(m_goal);
            write(stage.path() / "a", "new");
            QVERIFY(!fs::exists(m_goal));
            stage.publish();
            QCOMPARE(contents(m_goal / "a"), QByteArray("new"));
        }
        QCOMPARE(entries(), 1);
    }

    void replacesAnExistingGoal()
    {
        fs::create_directory(m_goal);
        write(m_goal / "old", "old");
        {
            StagedFolder stage(fs::path(m_goal.string() + "/"));
            write(stage.path() / "a", "new");
            stage.publish();
        }
        QCOMPARE(contents(m_goal / "a"), QByteArray("new"));
        QVERIFY(!fs::exists(m_goal / "old"));
        QCOMPARE(entries(), 1);
    }

    void leavesNothingWhenNotPublished()
    {
        {
            StagedFolder stage(m_goal);
            write(stage.path() / "a", "new");
        }
        QCOMPARE(entries(), 0);
    }

    void secondStageOfOneGoalIsRefused()
    {
        const StagedFolder first(m_goal);
        QVERIFY_EXCEPTION_THROWN(StagedFolder second(m_goal), Error);
        QVERIFY(staleStages(m_goal).empty());
    }

    void stageOfACrashIsFound()
    {
        const fs::path left = m_goal.string() + ".partial-0123abcd";
        fs::create_directory(left);
        QCOMPARE(staleStages(m_goal), std::vector{left});
        StagedFolder stage(m_goal);
        stage.publish();
        QVERIFY(fs::exists(m_goal));
    }

    void missingParentIsTold() { QVERIFY_EXCEPTION_THROWN(StagedFolder(m_goal / "a" / "b"), Error); }

    void saveFileKeepsTheOldOneWhenWritingFails()
    {
        saveFile(m_goal, "old");
        setWriteHook(
            [](const fs::path& path, std::uint64_t) { throw Error({.file = path.string(), .reason = "disk full"}); });
        QVERIFY_EXCEPTION_THROWN(saveFile(m_goal, "new"), Error);
        QCOMPARE(contents(m_goal), QByteArray("old"));
        QCOMPARE(entries(), 1);
    }

    void saveFileReplaces()
    {
        saveFile(m_goal, "old");
        saveFile(m_goal, "new");
        QCOMPARE(contents(m_goal), QByteArray("new"));
        QCOMPARE(entries(), 1);
    }
};

SAMSCOPE_TEST(tst_staged_folder, QCoreApplication, TestStagedFolder)
#include "tst_staged_folder.moc"
