#include "core/base/byte_reader.h"
#include "core/base/checked.h"
#include "core/base/error.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <limits>

using namespace samscope;
using namespace std::string_literals;

class TestByteReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsLittleEndian()
    {
        const std::string bytes = "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"s;
        ByteReader reader(asBytes(bytes), "x");
        QCOMPARE(reader.u8(), 0x01);
        QCOMPARE(reader.u16(), 0x0302);
        QCOMPARE(reader.u32(), 0x07060504u);
        QCOMPARE(reader.u64(), 0x0f0e0d0c0b0a0908ull);
        QCOMPARE(reader.remaining(), std::size_t(0));
    }

    void writesLittleEndian()
    {
        std::string out;
        appendLittleEndian(out, std::uint16_t(0x0102));
        appendLittleEndian(out, std::uint64_t(0xff));
        QCOMPARE(QByteArray::fromStdString(out), QByteArray("\x02\x01\xff\0\0\0\0\0\0\0", 10));
    }

    void linesEndAtTheNewline()
    {
        ByteReader reader(asBytes("torch\nFloat\n"), "x");
        QCOMPARE(reader.line(), std::string_view("torch"));
        QCOMPARE(reader.line(), std::string_view("Float"));
        QVERIFY_EXCEPTION_THROWN(reader.line(), Error);
    }

    void pastTheEndNamesTheOffset()
    {
        ByteReader reader(asBytes("abc"), "file.pth", 100);
        reader.skip(2);
        try {
            reader.u32();
            QFAIL("read past the end");
        } catch (const Error& error) {
            QCOMPARE(QByteArray(error.what()), QByteArray("file.pth: offset 102: cut off"));
        }
        QVERIFY_EXCEPTION_THROWN(reader.take(std::numeric_limits<std::size_t>::max()), Error);
        QVERIFY_EXCEPTION_THROWN(reader.seek(4), Error);
    }

    void checkedArithmetic()
    {
        constexpr auto most = std::numeric_limits<std::uint64_t>::max();
        QVERIFY(!checkedAdd(most, 1));
        QCOMPARE(checkedAdd(most, 0).value(), most);
        QVERIFY(!checkedMul(std::uint64_t(1) << 32, std::uint64_t(1) << 32));
        QCOMPARE(checkedMul(6, 7).value(), std::uint64_t(42));
        QVERIFY(!fitsWithin(most, 2, 10));
        QVERIFY(!fitsWithin(5, most, 10));
        QVERIFY(fitsWithin(10, 0, 10));
        QVERIFY(!fitsWithin(11, 0, 10));
    }
};

SAMSCOPE_TEST(tst_byte_reader, QCoreApplication, TestByteReader)
#include "tst_byte_reader.moc"
