#include "core/base/byte_reader.h"
#include "core/base/byte_source.h"
#include "core/base/crc32.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "tests/support/test_program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace samscope;

class TestByteSource : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::string newFile(const QByteArray& bytes)
    {
        QFile file(m_folder.filePath(QStringLiteral("f")));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("cannot write a test file");
        }
        return file.fileName().toStdString();
    }

private Q_SLOTS:
    void readsAtAnyOffset()
    {
        const auto source = openByteSource(newFile("0123456789"));
        QCOMPARE(source->size(), std::uint64_t(10));
        QCOMPARE(asText(source->read(3, 4)), std::string_view("3456"));
        QCOMPARE(source->read(10, 0).size(), std::size_t(0));
    }

    void outsideIsRefusedBeforeAllocating()
    {
        const auto source = openByteSource(newFile("0123456789"));
        QVERIFY_EXCEPTION_THROWN(source->read(7, 4), Error);
        QVERIFY_EXCEPTION_THROWN(source->read(0, ~std::uint64_t(0)), Error);
        QVERIFY_EXCEPTION_THROWN(source->read(~std::uint64_t(0), 1), Error);
    }

    void shrinkingFileIsAnError()
    {
        const std::string path = newFile(QByteArray(100, 'x'));
        const auto source = openByteSource(path);
        QVERIFY(QFile::resize(QString::fromStdString(path), 50));
        try {
            source->read(40, 20);
            QFAIL("read beyond the end");
        } catch (const Error& error) {
            QVERIFY(QByteArray(error.what()).contains("became shorter"));
        }
    }

    void missingAndFolderAreTold()
    {
        QVERIFY_EXCEPTION_THROWN(openByteSource("/nowhere/at/all"), Error);
        QVERIFY_EXCEPTION_THROWN(openByteSource(m_folder.path().toStdString()), Error);
    }

    void hashes()
    {
        QCOMPARE(sha256(asBytes("abc")),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        const std::string large(3'000'000, 'q');
        const auto bytes = asBytes(large);
        const auto source = memorySource({bytes.begin(), bytes.end()}, "large");
        QCOMPARE(sha256(*source), sha256(bytes));
        QCOMPARE(crc32(0, asBytes("123456789")), 0xcbf43926u);
        QCOMPARE(crc32(crc32(0, asBytes("1234")), asBytes("56789")), 0xcbf43926u);
    }

    void hashIsReadyForANewMessage()
    {
        Sha256 hash;
        hash.update(asBytes("x"));
        hash.finish();
        hash.update(asBytes("abc"));
        QCOMPARE(hash.finish(), sha256(asBytes("abc")));
    }
};

SAMSCOPE_TEST(tst_byte_source, QCoreApplication, TestByteSource)
#include "tst_byte_source.moc"
