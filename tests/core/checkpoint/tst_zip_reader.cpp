#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/checkpoint/zip/zip_reader.h"
#include "tests/support/test_program.h"
#include "tests/support/zip_builder.h"

#include <QTest>

using namespace samscope;

namespace {

std::shared_ptr<const ByteSource> sourceOf(const std::string& bytes)
{
    const auto view = asBytes(bytes);
    return memorySource({view.begin(), view.end()}, "x.pth");
}

/// Counts what is read of another source.
class CountingSource final : public ByteSource
{
public:
    explicit CountingSource(std::shared_ptr<const ByteSource> source) : m_source(std::move(source)) {}

    const std::string& name() const override { return m_source->name(); }
    std::uint64_t size() const override { return m_source->size(); }
    void read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        ++reads;
        bytes += out.size();
        m_source->read(offset, out);
    }

    mutable std::size_t reads = 0;
    mutable std::uint64_t bytes = 0;

private:
    std::shared_ptr<const ByteSource> m_source;
};

std::vector<ZipPart> goodParts()
{
    return {{.name = "a/one", .data = "first"}, {.name = "a/two", .data = "second"}, {.name = "a/three", .data = "3"}};
}

std::string withPart(const std::function<void(ZipPart&)>& change)
{
    auto parts = goodParts();
    change(parts[1]);
    return buildZip(parts);
}

std::string named(const std::string& name)
{
    return withPart([&](ZipPart& part) { part.name = name; });
}

/// "" when the archive is read.
std::string messageOf(const std::string& bytes)
{
    try {
        readZipDirectory(*sourceOf(bytes));
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

using namespace std::string_literals;

} // namespace

class ZipReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsMembers();
    void takesArchivesOfOtherTools();
    void readsMember();
    void refusesWrongCrc();
    void refusesLargeMember();
    void refuses_data();
    void refuses();
    void refusesEveryTruncation();
    void refusesEveryChangedSignature();
    void readsManyEntriesOnce();
};

void ZipReaderTest::findsMembers()
{
    const std::string bytes = buildZip(goodParts());
    const auto members = readZipDirectory(*sourceOf(bytes));
    QCOMPARE(members.size(), std::size_t{3});
    for (std::size_t i = 0; i < members.size(); ++i) {
        const ZipPart part = goodParts()[i];
        QCOMPARE(members[i].name, part.name);
        QCOMPARE(members[i].size, std::uint64_t{part.data.size()});
        QCOMPARE(members[i].offset % 64, std::uint64_t{0});
        QCOMPARE(bytes.substr(members[i].offset, members[i].size), part.data);
    }
}

void ZipReaderTest::takesArchivesOfOtherTools()
{
    auto parts = goodParts();
    for (ZipPart& part : parts) {
        part.flags = 0;
        part.hasPadding = false;
    }
    parts.push_back({.name = "a/folder/", .flags = 0});
    QCOMPARE(readZipDirectory(*sourceOf(buildZip(parts, {.hasZip64 = false}))).size(), std::size_t{4});
}

void ZipReaderTest::readsMember()
{
    const auto source = sourceOf(buildZip(goodParts()));
    const auto bytes = readZipMember(*source, readZipDirectory(*source)[1], 6);
    QCOMPARE(std::string(asText(bytes)), "second"s);
}

void ZipReaderTest::refusesWrongCrc()
{
    for (const std::uint32_t crc : {0U, 1U, 7U, ~0U}) {
        const auto source = sourceOf(withPart([crc](ZipPart& part) { part.crc = crc; }));
        const auto members = readZipDirectory(*source);
        try {
            readZipMember(*source, members[1], 100);
            QFAIL("a wrong CRC was accepted");
        } catch (const Error& error) {
            QVERIFY(std::string(error.what()).find("a/two: the CRC is wrong") != std::string::npos);
        }
    }
}

void ZipReaderTest::refusesLargeMember()
{
    const auto source = sourceOf(buildZip(goodParts()));
    const auto members = readZipDirectory(*source);
    QVERIFY_THROWS_EXCEPTION(Error, readZipMember(*source, members[1], 5));
}

void ZipReaderTest::refuses_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("part");
    const auto row = [](const char* name, const std::string& bytes, const std::string& part) {
        QTest::newRow(name) << bytes << part;
    };
    const std::string good = buildZip(goodParts());
    const std::string zip64Size("\x01\x00\x08\x00\xff\xff\xff\xff\xff\xff\xff\xff", 12);

    row("local name differs", withPart([](ZipPart& p) { p.localName = "a/twi"; }), "local header calls it a/twi");
    row("local name longer", withPart([](ZipPart& p) { p.localName = "a/two.evil"; }), "local header calls it");
    row("encrypted", withPart([](ZipPart& p) { p.flags = 0x0809; }), "encrypted");
    row("strong encryption", withPart([](ZipPart& p) { p.flags = 0x0848; }), "encrypted");
    row("unknown flag", withPart([](ZipPart& p) { p.flags = 0x8808; }), "unknown flag bits");
    row("local flags differ", withPart([](ZipPart& p) { p.localFlags = 0; }), "flags or method");
    row("deflated", withPart([](ZipPart& p) { p.method = 8; }), "compressed (method 8)");
    row("bomb", withPart([](ZipPart& p) {
            p.method = 8;
            p.size = 1u << 30;
            p.compressedSize = 6;
        }),
        "compressed");
    row("unknown method", withPart([](ZipPart& p) { p.method = 93; }), "method 93");
    row("local method differs", withPart([](ZipPart& p) { p.localMethod = 8; }), "flags or method");
    row("stored sizes differ", withPart([](ZipPart& p) { p.compressedSize = 5; }), "takes 5");
    row("local size differs", withPart([](ZipPart& p) { p.localSize = 5; }), "size in the local header");
    row("local crc differs", withPart([](ZipPart& p) { p.localCrc = 5; }), "CRC in the local header");
    row("descriptor crc differs", withPart([](ZipPart& p) { p.descriptorCrc = 5; }), "data descriptor");
    row("descriptor size differs", withPart([](ZipPart& p) { p.descriptorSize = 5; }), "data descriptor");
    row("size above the file", withPart([](ZipPart& p) { p.size = 0x7fffffff; }), "do not fit");
    row("size one more", withPart([](ZipPart& p) { p.size = 7; }), "descriptor differs");
    row("zip64 size wraps", withPart([&](ZipPart& p) {
            p.size = 0xffffffff;
            p.compressedSize = 0xffffffff;
            p.centralExtra = "\x01\x00\x10\x00"s + std::string(16, '\xff');
        }),
        "do not fit");
    row("zip64 field too short", withPart([&](ZipPart& p) {
            p.size = 0xffffffff;
            p.compressedSize = 0xffffffff;
            p.centralExtra = zip64Size;
        }),
        "cut off");
    row("extra field cut off", withPart([](ZipPart& p) { p.centralExtra = "\x01\x00\x40\x00"s; }), "cut off");
    row("header outside", withPart([](ZipPart& p) { p.headerOffset = 0x7fffffff; }), "starts at");
    row("overlap", withPart([](ZipPart& p) { p.headerOffset = 0; }), "starts at 0");
    row("bytes between entries", withPart([](ZipPart& p) { p.before = "hidden"; }), "bytes hide between");
    row("parent name", named("a/../two"), "not a plain relative path");
    row("dot name", named("a/./two"), "not a plain relative path");
    row("absolute name", named("/etc/x"), "not a plain relative path");
    row("drive name", named("C:/x"), "not a plain relative path");
    row("backslash name", named("a\\two"), "not a plain relative path");
    row("nul name", named("a/t\0wo"s), "not a plain relative path");
    row("empty name", named(""), "not a plain relative path");
    row("double slash", named("a//two"), "not a plain relative path");
    row("long name", named("a/" + std::string(600, 'x')), "a name of 602 bytes");
    row("folder with bytes", named("a/two/"), "a folder that holds bytes");
    row("name twice", named("a/one"), "stands twice");
    row("prepended", "MZ!!" + good, "bytes were put before");
    row("prepended without zip64", "MZ!!" + buildZip(goodParts(), {.hasZip64 = false}), "bytes were put before");
    row("prepended, offsets moved", buildZip({{.name = "a/one", .data = "1", .before = "MZ"}}), "starts at 2");
    row("two archives", good + good, "bytes were put before");
    row("trailing data", good + "x", "1 byte follow the end");
    row("archive comment", buildZip(goodParts(), {.comment = "hello"}), "5 bytes follow the end");
    row("bytes before the directory", buildZip(goodParts(), {.beforeDirectory = "hidden"}), "between the last entry");
    row("bytes behind the directory", buildZip(goodParts(), {.behindDirectory = "hidden"}), "bytes were put before");
    row("count too small", buildZip(goodParts(), {.hasZip64 = false, .count = 2}), "more than its entries");
    row("count too large", buildZip(goodParts(), {.hasZip64 = false, .count = 4}), "impossible");
    row("impossible count", buildZip(goodParts(), {.hasZip64 = false, .count = 60000}), "impossible");
    row("end records disagree", buildZip(goodParts(), {.count = 2}), "contradict each other");
    row("zip64 count wraps", buildZip(goodParts(), {.count = 0xffff, .zip64Count = ~0ull}), "over the limits");
    row("zip64 offset wraps", buildZip(goodParts(), {.directoryOffset = 0xffffffff, .zip64Offset = ~0ull}), "outside");
    row("zip64 size wraps over", buildZip(goodParts(), {.directorySize = 0xffffffff, .zip64Size = ~0ull}), "outside");
    row("locator elsewhere", buildZip(goodParts(), {.locatorOffset = 0}), "does not point");
    row("locator wraps", buildZip(goodParts(), {.locatorOffset = ~0ull}), "does not point");
    row("zip64 end missing", buildZip(goodParts(), {.hasZip64 = false, .count = 0xffff}),
        "zip64 end record is missing");
    row("several disks", buildZip(goodParts(), {.disk = 1}), "split over several files");
    row("crc switched off", buildZip({{.name = "a/one", .data = "1", .crc = 0}}), "set_crc32_options(False)");
    row("text behind the magic", "PK\x03\x04 nothing else in here at all", "cut off");
}

void ZipReaderTest::refuses()
{
    QFETCH(std::string, bytes);
    QFETCH(std::string, part);
    const std::string message = messageOf(bytes);
    QVERIFY2(message.starts_with("x.pth: "), message.c_str());
    QVERIFY2(message.find(part) != std::string::npos, message.c_str());
}

void ZipReaderTest::refusesEveryTruncation()
{
    const std::string good = buildZip(goodParts());
    for (std::size_t size = 0; size < good.size(); ++size) {
        const std::string message = messageOf(good.substr(0, size));
        QVERIFY2(message.find("cut off") != std::string::npos, message.c_str());
    }
}

void ZipReaderTest::refusesEveryChangedSignature()
{
    const std::string good = buildZip(goodParts());
    std::size_t count = 0;
    for (auto at = good.find("PK"); at != std::string::npos; at = good.find("PK", at + 1)) {
        std::string bad = good;
        bad[at + 2] = '\x55';
        QVERIFY2(!messageOf(bad).empty(), std::to_string(at).c_str());
        ++count;
    }
    QCOMPARE(count, std::size_t{12});
}

void ZipReaderTest::readsManyEntriesOnce()
{
    std::vector<ZipPart> parts;
    for (int i = 0; i < 20'000; ++i) {
        parts.push_back({.name = "a/data/" + std::to_string(i), .data = "1234"});
    }
    const CountingSource source(sourceOf(buildZip(parts)));
    QCOMPARE(readZipDirectory(source).size(), parts.size());
    // Of each entry its local header and name, and the directory and the end once.
    QVERIFY2(source.reads <= 3 * parts.size() + 100, qPrintable(QString::number(source.reads)));
    QVERIFY2(source.bytes <= 2 * source.size(), qPrintable(QString::number(source.bytes)));
}

SAMSCOPE_TEST(tst_zip_reader, QCoreApplication, ZipReaderTest)
#include "tst_zip_reader.moc"
