#include "tests/support/test_program.h"

#include <QProcess>
#include <QTest>

// The program starts at once because the heavy libraries are not in it.
class TestLinkage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void programNamesNoHeavyLibrary()
    {
        QProcess ldd;
        ldd.start(QStringLiteral("ldd"), {QStringLiteral(SAMSCOPE_PROGRAM)});
        QVERIFY(ldd.waitForFinished());
        const QByteArray libraries = ldd.readAllStandardOutput();
        QVERIFY2(libraries.contains("libQt6Widgets"), libraries.constData());
        for (const char* heavy : {"torch", "libc10", "gdal", "opencv_imgcodecs"}) {
            QVERIFY2(!libraries.contains(heavy), heavy);
        }
    }
};

SAMSCOPE_TEST(tst_linkage, QCoreApplication, TestLinkage)
#include "tst_linkage.moc"
