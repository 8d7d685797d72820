#include "tests/support/patience.h"
#include "tests/support/test_program.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

/// What the program and its modules are linked with, and how.
class TestLinkage : public QObject
{
    Q_OBJECT

private:
    static QByteArray output(const QString& program, const QStringList& arguments)
    {
        QProcess process;
        process.start(program, arguments);
        return process.waitForFinished(samscope::patience) ? process.readAllStandardOutput() : QByteArray();
    }

private Q_SLOTS:
    // The program starts at once because the heavy libraries are not in it.
    void programNamesNoHeavyLibrary()
    {
        const QByteArray libraries = output(QStringLiteral("ldd"), {QStringLiteral(SAMSCOPE_PROGRAM)});
        QVERIFY2(libraries.contains("libQt6Widgets"), libraries.constData());
        for (const char* heavy : {"torch", "libc10", "gdal", "opencv", "lapack", "blas", "tbb"}) {
            QVERIFY2(!libraries.contains(heavy), heavy);
        }
    }

    // OpenCV's own codecs and windows bring GDAL and another Qt along.
    void openCvModuleNamesNoCodec()
    {
        const QByteArray libraries = output(QStringLiteral("ldd"), {QStringLiteral(SAMSCOPE_OPENCV_MODULE)});
        QVERIFY2(libraries.contains("opencv_imgproc"), libraries.constData());
        for (const char* unwanted : {"gdal", "opencv_imgcodecs", "opencv_highgui", "libQt6Widgets", "libQt5"}) {
            QVERIFY2(!libraries.contains(unwanted), unwanted);
        }
    }

    void binariesAreHardened_data()
    {
        QTest::addColumn<QString>("binary");
        QTest::addColumn<QByteArrayList>("expected"); // each is in what readelf prints
        const QByteArrayList everywhere = {"GNU_RELRO", "BIND_NOW", "__stack_chk_fail"};
        QTest::newRow("program") << QStringLiteral(SAMSCOPE_PROGRAM)
                                 << everywhere + QByteArrayList{"Flags: NOW PIE", "__memcpy_chk"};
        QTest::newRow("fast") << QStringLiteral(SAMSCOPE_FAST_MODULE) << everywhere;
        QTest::newRow("OpenCV") << QStringLiteral(SAMSCOPE_OPENCV_MODULE) << everywhere;
#ifdef SAMSCOPE_TORCH_MODULE
        QTest::newRow("torch") << QStringLiteral(SAMSCOPE_TORCH_MODULE) << everywhere;
#endif
    }

    void binariesAreHardened()
    {
        QFETCH(QString, binary);
        QFETCH(QByteArrayList, expected);
#if !SAMSCOPE_HARDENED
        QSKIP("sanitized and debug builds are not hardened");
#endif
        if (QStandardPaths::findExecutable(QStringLiteral("readelf")).isEmpty()) {
            QSKIP("readelf is missing; it comes with binutils");
        }
        const QByteArray elf =
            output(QStringLiteral("readelf"), {QStringLiteral("-W"), QStringLiteral("--segments"),
                                               QStringLiteral("--dynamic"), QStringLiteral("--dyn-syms"), binary});
        for (const QByteArray& part : expected) {
            QVERIFY2(elf.contains(part), part.constData());
        }
        QVERIFY2(!elf.contains("RWE"), "memory that is both writable and executable");
    }

    void modulesAreLoadedFromAbsoluteFoldersOnly_data()
    {
        QTest::addColumn<QString>("folder"); // in SAMSCOPE_MODULES, seen from that of the fast module
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("message");
        const QString modules = QFileInfo(QStringLiteral(SAMSCOPE_FAST_MODULE)).absolutePath();
        QTest::newRow("absolute") << modules << 0 << QByteArray();
        QTest::newRow("relative") << QStringLiteral(".") << 2
                                  << QByteArray("SAMSCOPE_MODULES was ignored because it is not an absolute path");
        QTest::newRow("empty") << QString() << 2 << QByteArray("name the module's folder in SAMSCOPE_MODULES");
    }

    void modulesAreLoadedFromAbsoluteFoldersOnly()
    {
        QFETCH(QString, folder);
        QFETCH(int, exitCode);
        QFETCH(QByteArray, message);
        QTemporaryDir away; // a program without modules beside it
        const QString program = away.filePath(QStringLiteral("samscope"));
        QVERIFY(QFile::copy(QStringLiteral(SAMSCOPE_PROGRAM), program));

        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("SAMSCOPE_MODULES"), folder);
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(QFileInfo(QStringLiteral(SAMSCOPE_FAST_MODULE)).absolutePath());
        const QString demo = QStringLiteral(SAMSCOPE_SOURCE_DIR "/resources/demo/");
        process.start(program, {QStringLiteral("predict"), QStringLiteral("--model"),
                                demo + QStringLiteral("demo_sam.pth"), QStringLiteral("--numerics"),
                                QStringLiteral("fast"), QStringLiteral("--device"), QStringLiteral("cpu"),
                                QStringLiteral("--image"), demo + QStringLiteral("scenes/") + firstScene(),
                                QStringLiteral("--point"), QStringLiteral("10,10")});
        QVERIFY(process.waitForFinished(samscope::patience));
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(process.exitCode() == exitCode && said.contains(message), said.constData());
    }

private:
    static QString firstScene()
    {
        return QDir(QStringLiteral(SAMSCOPE_SOURCE_DIR "/resources/demo/scenes")).entryList(QDir::Files).value(0);
    }
};

SAMSCOPE_TEST(tst_linkage, QCoreApplication, TestLinkage)
#include "tst_linkage.moc"
