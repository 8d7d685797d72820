#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/save_file.h"
#include "tests/support/conversion.h"
#include "tests/support/disk_watch.h"
#include "tests/support/test_program.h"

#include <QTest>
#include <sys/stat.h>

#include <cerrno>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

/// Another umask while it lives; it is one for the whole process.
class Umask
{
public:
    explicit Umask(mode_t mask) : m_before(::umask(mask)) {}
    Umask(const Umask&) = delete;
    Umask& operator=(const Umask&) = delete;
    ~Umask() { ::umask(m_before); }

private:
    mode_t m_before;
};

QString errorWhen(const std::function<void()>& action)
{
    return QString::fromStdString(errorOf(action));
}

} // namespace

/// What one file and the disk under it can do.
class TestFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void permissionsFollowTheUmask_data()
    {
        QTest::addColumn<unsigned>("mask");
        QTest::addColumn<unsigned>("mode");
        QTest::newRow("usual") << 022U << 0644U;
        QTest::newRow("group may write") << 002U << 0664U;
        QTest::newRow("nobody else") << 077U << 0600U;
    }
    void permissionsFollowTheUmask()
    {
        QFETCH(unsigned, mask);
        QFETCH(unsigned, mode);
        const Umask umask(mask);
        const TestFolder folder;
        File::createNew(folder / "new");
        File::openForUpdate(folder / "updated");
        saveFile(folder / "saved", "text");
        for (const char* name : {"new", "updated", "saved"}) {
            QCOMPARE(static_cast<unsigned>(fs::status(folder / name).permissions()), mode);
        }
    }

    void createNewRefusesWhatIsThere()
    {
        const TestFolder folder;
        writeText(folder / "a", "mine");
        QVERIFY(errorWhen([&] { File::createNew(folder / "a"); }).contains(u"cannot create: File exists"_s));
        QCOMPARE(textOf(folder / "a"), std::string("mine"));
    }

    void updatingKeepsWhatIsThere()
    {
        const TestFolder folder;
        writeText(folder / "a", "0123456789");
        File file = File::openForUpdate(folder / "a");
        file.writeAt(4, asBytes("xy"));
        file.writeAt(12, asBytes("z"));
        QCOMPARE(file.size(), std::uint64_t(13));
        std::array<std::byte, 20> read{};
        QCOMPARE(file.readAt(3, read), std::size_t(10));
        QCOMPARE(textOf(folder / "a"), std::string("0123xy6789\0\0z", 13));
    }

    void aFolderIsNotAFile()
    {
        const TestFolder folder;
        QVERIFY(errorWhen([&] { File::openForReading(folder / ""); }).contains(u"is not a file"_s));
        QVERIFY(errorWhen([&] { File::openForReading(folder / "none"); }).contains(u"none: cannot open: "_s));
    }

    void aDiskThatCannotFlushIsAnError()
    {
        const TestFolder folder;
        DiskWatch disk;
        disk.answer = [](const DiskWatch::Request&) { return EIO; };
        File file = File::createNew(folder / "a");
        QVERIFY(errorWhen([&] { file.sync(); }).contains(u"/a: cannot flush: "_s));
        QVERIFY(errorWhen([&] { syncFolder(folder / ""); }).contains(u"cannot flush: "_s));
        disk.answer = [](const DiskWatch::Request&) { return EINVAL; }; // a network drive
        QCOMPARE(errorWhen([&] { syncFolder(folder / ""); }), u"(no error)"_s);
    }

    void aSavedFileIsFlushedBeforeItGetsItsName()
    {
        const TestFolder folder;
        DiskWatch disk;
        saveFile(folder / "a", "text");
        const auto requests = disk.requests();
        const auto renamed =
            std::ranges::find(requests, DiskWatch::Call::Rename, [](const auto& request) { return request.call; });
        QVERIFY(renamed != requests.end());
        QCOMPARE(renamed->to, folder / "a");
        const DiskWatch::Request flushed{DiskWatch::Call::Sync, renamed->path};
        QVERIFY(std::find(requests.begin(), renamed, flushed) != renamed);
    }

    void spaceIsThatOfTheDiskWhereThePathWillBe()
    {
        const TestFolder folder;
        DiskWatch disk;
        disk.freeBytes = 12'345;
        QCOMPARE(freeDiskSpace(folder / ""), std::uint64_t(12'345));
        QCOMPARE(freeDiskSpace(folder / "not" / "yet" / "there"), std::uint64_t(12'345));
    }
};

SAMSCOPE_TEST(tst_file, QCoreApplication, TestFile)
#include "tst_file.moc"
