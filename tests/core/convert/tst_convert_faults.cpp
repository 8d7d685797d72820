#include "core/base/error.h"
#include "core/base/process.h"
#include "core/base/staged_folder.h"
#include "tests/support/conversion.h"
#include "tests/support/formula.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTest>

#include <atomic>
#include <csignal>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

using Contents = std::map<std::string, std::string>;

/// What a child process does: converts, and kills itself at the given write or after the given part of the read back.
int convertAndDie(const QStringList& arguments)
{
    ConvertOptions options;
    options.checkpoint = arguments[2].toStdString();
    options.folder = arguments[3].toStdString();
    options.overwrite = true;
    const QString& where = arguments[4];
    const int count = arguments[5].toInt();
    RecordingListener listener;
    std::atomic<int> writes = 0; // by several threads
    if (where == u"write"_s) {
        setWriteHook([&](const fs::path&, std::uint64_t) { ++writes == count ? std::raise(SIGKILL) : 0; });
    } else if (where == u"read back"_s) {
        listener.onProgress = [&](const Progress& progress) {
            const bool reached = progress.done * 100 >= progress.total * static_cast<std::uint64_t>(count);
            progress.stage == "reading back" && reached ? std::raise(SIGKILL) : 0;
        };
    }
    convert(planConversion(options), options, {listener}, std::ref(listener));
    return where == u"never"_s ? 0 : std::raise(SIGKILL);
}

int runChild(const ConvertOptions& options, const QString& where, int count)
{
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(),
                {u"tst_convert_faults"_s, u"--convert"_s, QString::fromStdString(options.checkpoint.string()),
                 QString::fromStdString(options.folder.string()), where, QString::number(count)});
    child.waitForFinished(patience);
    return child.exitCode(); // the signal that ended it, where one did
}

/// Converts to the destination of `options` what is not the source: an older model.
Contents makeOldDestination(const ConvertOptions& options)
{
    ConvertOptions older = options;
    older.dtype = DType::F16;
    convertNow(older);
    writeText(options.folder / "README.md", "my notes");
    return contentsOf(options.folder);
}

Contents expectedDestination(const ConvertOptions& options, bool withNotes)
{
    ConvertOptions elsewhere = options;
    elsewhere.folder = options.folder.parent_path() / "expected";
    convertNow(elsewhere);
    if (withNotes) {
        writeText(elsewhere.folder / "README.md", "my notes");
    }
    const Contents expected = contentsOf(elsewhere.folder);
    fs::remove_all(elsewhere.folder);
    return expected;
}

} // namespace

class TestConvertFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fullDiskLeavesTheDestination_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<qulonglong>("bytes");
        for (const qulonglong bytes : {0ULL, 1ULL, 20'000ULL, 200'000ULL, 300'000ULL}) {
            QTest::addRow("weights %llu", bytes) << "model.safetensors" << bytes;
        }
        QTest::newRow("config") << "config.json" << 0ULL;
        QTest::newRow("processor") << "preprocessor_config.json" << 0ULL;
    }
    void fullDiskLeavesTheDestination()
    {
        QFETCH(QString, file);
        QFETCH(qulonglong, bytes);
        for (const bool exists : {false, true}) {
            const TestFolder folder;
            ConvertOptions options = tinyConversion(folder);
            options.overwrite = true;
            const Contents before = exists ? makeOldDestination(options) : Contents{};
            const WriteHookGuard guard;
            setWriteHook([&](const fs::path& path, std::uint64_t written) {
                if (path.filename() == file.toStdString() && written >= bytes) {
                    throw Error({.file = path.string(), .reason = "No space left on device"});
                }
            });
            const std::string error = errorOf([&] { convertNow(options); });
            const QString expected = QString::fromStdString((options.folder / file.toStdString()).string()) +
                                     u": No space left on device, 326.6 kB needed"_s;
            QCOMPARE(QString::fromStdString(error), expected);
            QCOMPARE(contentsOf(options.folder), before);
            QCOMPARE(folder.names().size(), exists ? std::size_t(2) : std::size_t(1));
        }
    }

    void damageOnTheDiskIsFound_data()
    {
        QTest::addColumn<int>("fromEnd");
        QTest::addColumn<DType>("dtype");
        QTest::addColumn<QString>("place");
        QTest::newRow("last byte") << 1 << DType::F32 << "vision_encoder.pos_embed";
        QTest::newRow("last byte of what was cast") << 1 << DType::BF16 << "vision_encoder.pos_embed";
        QTest::newRow("header") << -9 << DType::F32 << "header";
    }
    void damageOnTheDiskIsFound()
    {
        QFETCH(int, fromEnd);
        QFETCH(DType, dtype);
        QFETCH(QString, place);
        const TestFolder folder;
        ConvertOptions options = tinyConversion(folder);
        options.overwrite = true;
        const Contents before = makeOldDestination(options);
        options.dtype = dtype;
        const WriteHookGuard guard;
        setWriteHook([&](const fs::path& path, std::uint64_t) {
            if (path.filename() == "config.json") { // the weights are complete by then
                const fs::path weights = path.parent_path() / "model.safetensors";
                flipByte(weights,
                         fromEnd < 0 ? std::uint64_t(-fromEnd) : fs::file_size(weights) - std::uint64_t(fromEnd));
            }
        });
        const QString error = QString::fromStdString(errorOf([&] { convertNow(options); }));
        QVERIFY2(error.contains(place + u": what was read back from the disk is not what was written"_s),
                 qPrintable(error));
        QCOMPARE(contentsOf(options.folder), before);
        QCOMPARE(folder.names().size(), std::size_t(2));
    }

    void damagedSourceLeavesTheDestination_data()
    {
        QTest::addColumn<bool>("isShorter");
        QTest::addColumn<QString>("reason");
        QTest::newRow("half of it is gone") << true << "shorter";
        QTest::newRow("one byte") << false << "the CRC is wrong";
    }
    void damagedSourceLeavesTheDestination()
    {
        QFETCH(bool, isShorter);
        QFETCH(QString, reason);
        const TestFolder folder;
        ConvertOptions options = tinyConversion(folder);
        options.overwrite = true;
        const Contents before = makeOldDestination(options);
        const ConversionPlan plan = planConversion(options);
        if (isShorter) {
            fs::resize_file(options.checkpoint, fs::file_size(options.checkpoint) / 2);
        } else {
            const TensorEntry& tensor = *plan.remap.rows[50].tensor;
            flipByte(options.checkpoint, plan.checkpoint.records[tensor.record].offset + tensor.offset);
        }
        RecordingListener listener;
        const QString error =
            QString::fromStdString(errorOf([&] { convert(plan, options, {listener}, std::ref(listener)); }));
        QVERIFY2(error.contains(u"tiny.pth"_s) && error.contains(reason), qPrintable(error));
        QCOMPARE(contentsOf(options.folder), before);
        QCOMPARE(folder.names().size(), std::size_t(2));
    }

    void aSecondConversionIsRefused()
    {
        const TestFolder folder;
        const ConvertOptions options = tinyConversion(folder);
        QString second;
        RecordingListener listener;
        listener.onRow = [&](const WrittenRow& row) {
            if (row.row == 0) {
                second = QString::fromStdString(errorOf([&] { convertNow(options); }));
            }
        };
        convert(planConversion(options), options, {listener}, std::ref(listener));
        QVERIFY2(second.contains(u"another conversion to this folder is running"), qPrintable(second));
        QCOMPARE(folder.names(), (std::vector<std::string>{"out", "tiny.pth"}));
    }

    void whatAppearsInTheDestinationMeanwhileIsKept()
    {
        const TestFolder folder;
        ConvertOptions options = tinyConversion(folder);
        options.overwrite = true;
        makeOldDestination(options);
        RecordingListener listener;
        listener.onRow = [&](const WrittenRow&) { writeText(options.folder / "thesis.tex", "precious"); };
        const QString error = QString::fromStdString(
            errorOf([&] { convert(planConversion(options), options, {listener}, std::ref(listener)); }));
        QVERIFY2(error.contains(u"thesis.tex: is not a file that a conversion writes"), qPrintable(error));
        QCOMPARE(textOf(options.folder / "thesis.tex"), std::string("precious"));
    }

    void killedAtAnyPointLeavesOldOrNew_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<int>("count");
        for (const int writes : {1, 2, 3, 7, 20, 50, 80, 100, 120, 130, 140, 150}) {
            QTest::addRow("write %d", writes) << "write" << writes;
        }
        for (const int percent : {0, 1, 25, 50, 75, 99, 100}) {
            QTest::addRow("read back %d", percent) << "read back" << percent;
        }
        QTest::newRow("at the end") << "end" << 0;
    }
    void killedAtAnyPointLeavesOldOrNew()
    {
        QFETCH(QString, where);
        QFETCH(int, count);
        for (const bool exists : {false, true}) {
            const TestFolder folder;
            ConvertOptions options = tinyConversion(folder);
            const Contents old = exists ? makeOldDestination(options) : Contents{};
            const Contents expected = expectedDestination(options, exists);
            QCOMPARE(runChild(options, where, count), SIGKILL);
            QCOMPARE(contentsOf(options.folder), where == u"end"_s ? expected : old);
            QCOMPARE(staleStages(options.folder).size(), where == u"end"_s ? std::size_t(0) : std::size_t(1));
            options.overwrite = true;
            convertNow(options);
            QCOMPARE(contentsOf(options.folder), expected);
        }
    }

    void memoryStaysSmall()
    {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("the sanitizer needs memory of its own");
#endif
        const TestFolder folder;
        ConvertOptions options = tinyConversion(folder);
        writeFormulaCheckpoint(options.checkpoint, findVariant("slimsam-50-uniform")->config);
        QCOMPARE(runChild(options, u"never"_s, 0), 0);
        QCOMPARE(fs::file_size(options.folder / "model.safetensors"), std::uintmax_t(111'884'344));
    }
};

int tst_convert_faults(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().value(1) == u"--convert"_s) {
        const int code = convertAndDie(application.arguments());
        return peakResidentBytes() <= 40'000'000 ? code : 3;
    }
    const OwnHome home;
    TestConvertFaults test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_convert_faults.moc"
