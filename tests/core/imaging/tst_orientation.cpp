#include "core/base/byte_reader.h"
#include "core/imaging/orientation.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

namespace {

struct ExifEntry
{
    std::uint16_t tag = 0x0112; ///< orientation
    std::uint16_t type = 3;     ///< short
    std::uint32_t count = 1;
    std::uint32_t value = 6;
};

/// A TIFF block with these entries in its first directory.
std::string exif(const std::vector<ExifEntry>& entries, bool littleEndian = true)
{
    std::string out = littleEndian ? "II" : "MM";
    const auto number = [&out, littleEndian](std::uint64_t value, int width) {
        for (int i = 0; i < width; ++i) {
            out += static_cast<char>(value >> 8 * (littleEndian ? i : width - 1 - i));
        }
    };
    number(42, 2);
    number(8, 4);
    number(entries.size(), 2);
    for (const ExifEntry& entry : entries) {
        number(entry.tag, 2);
        number(entry.type, 2);
        number(entry.count, 4);
        const int width = entry.type == 3 ? 2 : 4; // a short stands in the first half
        number(entry.value, width);
        number(0, 4 - width);
    }
    return out;
}

int orientationOf(const std::string& bytes)
{
    return exifOrientation(asBytes(bytes));
}

} // namespace

/// How a picture lies, as its file says; 0 where it says nothing.
class TestOrientation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyOrientationIsRead_data()
    {
        QTest::addColumn<bool>("littleEndian");
        QTest::newRow("II") << true;
        QTest::newRow("MM") << false;
    }
    void everyOrientationIsRead()
    {
        QFETCH(bool, littleEndian);
        for (const std::uint16_t type : {std::uint16_t(3), std::uint16_t(4)}) {
            for (std::uint32_t value = 1; value <= 8; ++value) {
                const ExifEntry entry{.type = type, .value = value};
                QCOMPARE(orientationOf(exif({{.tag = 0x0100}, entry}, littleEndian)), static_cast<int>(value));
            }
        }
    }

    void whatSaysNothing_data()
    {
        QTest::addColumn<std::string>("bytes");
        QTest::addColumn<int>("orientation");
        const auto row = [](const char* name, const std::string& bytes, int orientation) {
            QTest::newRow(name) << bytes << orientation;
        };
        row("two values", exif({{.count = 2}}), 0);
        row("no value", exif({{.count = 0}}), 0);
        row("65537 values", exif({{.count = 65'537}}), 0);
        row("two values, then one", exif({{.count = 2, .value = 3}, {.value = 8}}), 8);
        row("another tag", exif({{.tag = 0x0113}}), 0);
        row("no entry", exif({}), 0);
        row("cut off in the entry", exif({{}}).substr(0, 20), 0);
        row("another kind of file", "XX" + exif({{}}).substr(2), 0);
        row("nothing", "", 0);
        row("a value that is none", exif({{.value = 9}}), 1);
        row("zero", exif({{.value = 0}}), 1);
        row("a type that holds no number", exif({{.type = 2}}), 1);
    }
    void whatSaysNothing()
    {
        QFETCH(std::string, bytes);
        QFETCH(int, orientation);
        QCOMPARE(orientationOf(bytes), orientation);
    }
};

SAMSCOPE_TEST(tst_orientation, QCoreApplication, TestOrientation)
#include "tst_orientation.moc"
