#include "core/base/staged_folder.h"
#include "core/convert/hf_folder.h"
#include "tests/support/conversion.h"
#include "tests/support/disk_watch.h"
#include "tests/support/test_program.h"

#include <QDir>
#include <QTest>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

class TestHfFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The window asks again and again, also while the conversion itself is staging.
    void askingTouchesNothing()
    {
        const TestFolder folder;
        const StagedFolder running(folder / "out");
        const auto before = folder.names();
        checkDestination(folder / "out", folder / "a.pth", false);
        QCOMPARE(folder.names(), before);
    }

    void replacesOnlyWhatAConversionWrites_data()
    {
        QTest::addColumn<QStringList>("entries"); // a trailing '/' makes a folder, '@' a link
        QTest::addColumn<bool>("overwrite");
        QTest::addColumn<QString>("message"); // empty: allowed
        const QStringList model = {u"config.json"_s, u"model.safetensors"_s, u"preprocessor_config.json"_s};
        const char* foreign = "is not a file that a conversion writes";
        QTest::newRow("empty") << QStringList{} << false << "";
        QTest::newRow("model") << model << false << "the folder is not empty";
        QTest::newRow("weights only") << QStringList{u"model.safetensors"_s} << false << "the folder is not empty";
        QTest::newRow("a card only") << QStringList{u"README.md"_s} << false << "the folder is not empty";
        QTest::newRow("model, overwrite") << model << true << "";
        QTest::newRow("kept files") << (model + QStringList{u"README.md"_s, u".gitattributes"_s}) << true << "";
        QTest::newRow("shards") << QStringList{u"model-00001-of-00002.safetensors"_s,
                                               u"model-00002-of-00002.safetensors"_s, u"model.safetensors.index.json"_s}
                                << true << "";
        QTest::newRow("old format") << QStringList{u"pytorch_model.bin"_s, u"processor_config.json"_s} << true << "";
        QTest::newRow("notes") << (model + QStringList{u"notes.txt"_s}) << true << foreign;
        QTest::newRow("hidden") << QStringList{u".git/"_s} << true << foreign;
        QTest::newRow("folder") << QStringList{u"config.json/"_s} << true << foreign;
        QTest::newRow("link") << QStringList{u"model.safetensors@"_s} << true << foreign;
        QTest::newRow("similar name") << QStringList{u"model-1-of-2.safetensors"_s} << true << foreign;
        QTest::newRow("similar end") << QStringList{u"model.safetensors.bak"_s} << true << foreign;
    }
    void replacesOnlyWhatAConversionWrites()
    {
        QFETCH(QStringList, entries);
        QFETCH(bool, overwrite);
        QFETCH(QString, message);
        const TestFolder folder;
        const fs::path destination = folder / "destination";
        fs::create_directory(destination);
        for (QString entry : entries) {
            const bool link = entry.endsWith(u'@');
            const fs::path path = destination / entry.remove(u'@').toStdString();
            if (entry.endsWith(u'/')) {
                fs::create_directory(path.parent_path());
            } else if (link) {
                fs::create_symlink("/dev/null", path);
            } else {
                writeText(path, "x");
            }
        }
        const QString error =
            QString::fromStdString(errorOf([&] { checkDestination(destination, folder / "source.pth", overwrite); }));
        QVERIFY2(message.isEmpty() ? error == u"(no error)"_s : error.contains(message), qPrintable(error));
        QCOMPARE(folder.names(), std::vector<std::string>{"destination"});
        QCOMPARE(QDir(QString::fromStdString(destination.string()))
                     .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot)
                     .size(),
                 entries.size());
    }

    void refusesDestinationsThatCannotBe_data()
    {
        QTest::addColumn<QString>("destination");
        QTest::addColumn<QString>("message");
        QTest::newRow("the source") << "models/a.pth"
                                    << "is, or contains, the source";
        QTest::newRow("holds the source") << "models"
                                          << "is, or contains, the source";
        QTest::newRow("above the source") << "."
                                          << "is, or contains, the source";
        QTest::newRow("a roundabout way to the source") << "models/../models/"
                                                        << "is, or contains, the source";
        QTest::newRow("a link to it") << "link"
                                      << "is, or contains, the source";
        QTest::newRow("a file") << "file"
                                << "already exists and is not a folder";
        QTest::newRow("a link to nothing") << "broken"
                                           << "already exists and is not a folder";
        QTest::newRow("no parent") << "a/b"
                                   << "the folder does not exist";
        QTest::newRow("parent is a file") << "file/b"
                                          << "file";
        QTest::newRow("too long") << QString(300, u'x') << "long";
        QTest::newRow("everything") << "/"
                                    << "is not a place for a model";
    }
    void refusesDestinationsThatCannotBe()
    {
        QFETCH(QString, destination);
        QFETCH(QString, message);
        const TestFolder folder;
        fs::create_directory(folder / "models");
        writeText(folder / "models/a.pth", "x");
        writeText(folder / "file", "x");
        fs::create_symlink(folder / "models", folder / "link");
        fs::create_symlink("nowhere", folder / "broken");
        for (const bool overwrite : {false, true}) {
            const fs::path path = folder / destination.toUtf8().constData();
            const QString error =
                QString::fromStdString(errorOf([&] { checkDestination(path, folder / "models/a.pth", overwrite); }));
            QVERIFY2(error.contains(message), qPrintable(error));
        }
        QCOMPARE(folder.names(), (std::vector<std::string>{"broken", "file", "link", "models"}));
    }

    void refusesTheCurrentFolder()
    {
        const TestFolder folder;
        fs::create_directory(folder / "here");
        const QString before = QDir::currentPath();
        QVERIFY(QDir::setCurrent(QString::fromStdString((folder / "here").string())));
        const QString error = QString::fromStdString(errorOf([&] { checkDestination(".", folder / "a.pth", false); }));
        QVERIFY(QDir::setCurrent(before));
        QVERIFY2(error.contains(u"is, or contains, the current folder"), qPrintable(error));
    }

    void aFolderBehindALinkIsReplaced()
    {
        const TestFolder folder;
        ConvertOptions options = tinyConversion(folder);
        fs::create_directory(folder / "real");
        fs::create_directory_symlink(folder / "real", options.folder);
        convertNow(options);
        QVERIFY(fs::is_symlink(options.folder));
        QVERIFY(fs::exists(folder / "real/model.safetensors"));
    }

    void carriesOverWhatThePersonWrote()
    {
        const TestFolder folder;
        ConvertOptions options = tinyConversion(folder);
        fs::create_directory(options.folder);
        writeText(options.folder / "README.md", "my notes");
        writeText(options.folder / ".gitattributes", "*.safetensors filter=lfs");
        writeText(options.folder / "model-00001-of-00002.safetensors", "stale");
        options.overwrite = true;
        const ConversionResult result = convertNow(options);
        QCOMPARE(textOf(options.folder / "README.md"), std::string("my notes"));
        QCOMPARE(textOf(options.folder / ".gitattributes"), std::string("*.safetensors filter=lfs"));
        QVERIFY(!fs::exists(options.folder / "model-00001-of-00002.safetensors"));
        QCOMPARE(result.files.size(), std::size_t(5));
    }

    void asMuchSpaceAsIsNeededIsEnough()
    {
        const TestFolder folder;
        DiskWatch disk;
        disk.freeBytes = 1'000'000;
        QCOMPARE(errorOf([&] { requireDiskSpace(folder / "out", 1'000'000); }), std::string("(no error)"));
        QVERIFY(errorOf([&] { requireDiskSpace(folder / "out", 1'000'001); }).ends_with("another disk"));
    }

    void tellsHowMuchSpaceIsNeeded()
    {
        const TestFolder folder;
        QCOMPARE(errorOf([&] { requireDiskSpace(folder / "destination", 1); }), std::string("(no error)"));
        const QString error = QString::fromStdString(
            errorOf([&] { requireDiskSpace(folder / "destination", 1'000'000'000'000'000'000); }));
        QVERIFY2(error.contains(QRegularExpression(u"1000000000000.0 MB needed, [0-9.]+ MB free on this disk"_s)),
                 qPrintable(error));
    }
};

SAMSCOPE_TEST(tst_hf_folder, QCoreApplication, TestHfFolder)
#include "tst_hf_folder.moc"
