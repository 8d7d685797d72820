#include "core/fast/huge_pages.h"
#include "core/fast/kernels/float_buffer.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

using namespace samscope;

namespace {

constexpr std::size_t pageBytes = 2UL << 20;

// The flags of the mapping that begins at `address`: "hg" where huge pages were advised. Empty without such a mapping.
std::string flagsOfMapping(const void* address)
{
    std::ifstream maps("/proc/self/smaps");
    const auto wanted = reinterpret_cast<std::uintptr_t>(address);
    bool isInside = false;
    for (std::string line; std::getline(maps, line);) {
        unsigned long begin = 0;
        unsigned long end = 0;
        if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2) {
            isInside = begin <= wanted && wanted < end;
        } else if (isInside && line.starts_with("VmFlags:")) {
            return line;
        }
    }
    return {};
}

} // namespace

class TestHugePages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void piecesBeginAtPagesThatAreAdvised();
    void whatIsGivenBackIsUnmapped();
    void buffersLieSideBySide();
};

void TestHugePages::piecesBeginAtPagesThatAreAdvised()
{
    HugePages pages;
    for (const std::size_t bytes : {std::size_t{1}, pageBytes, pageBytes + 1, 5 * pageBytes - 64}) {
        void* const piece = pages.allocate(bytes, 64);
        QCOMPARE(reinterpret_cast<std::uintptr_t>(piece) % pageBytes, 0U);
        std::memset(piece, 1, bytes);
        QVERIFY(flagsOfMapping(piece).find(" hg") != std::string::npos);
        pages.deallocate(piece, bytes, 64);
    }
}

void TestHugePages::whatIsGivenBackIsUnmapped()
{
    HugePages pages;
    void* const piece = pages.allocate(3 * pageBytes, 64);
    QVERIFY(!flagsOfMapping(piece).empty());
    pages.deallocate(piece, 3 * pageBytes, 64);
    QVERIFY(flagsOfMapping(piece).empty());
}

void TestHugePages::buffersLieSideBySide()
{
    HugePages pages;
    std::pmr::monotonic_buffer_resource memory(pageBytes, &pages);
    const FloatBuffer first(1000, &memory);
    const FloatBuffer second(1000, &memory);
    QCOMPARE(reinterpret_cast<std::uintptr_t>(second.data()) % 64, 0U);
    QVERIFY(second.data() >= first.data() + 1000 && second.data() < first.data() + 1100);
    QCOMPARE(second[999], 0.0f);
}

SAMSCOPE_TEST(tst_huge_pages, QCoreApplication, TestHugePages)
#include "tst_huge_pages.moc"
