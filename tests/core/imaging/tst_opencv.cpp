#include "core/imaging/opencv.h"
#include "tests/support/test_program.h"

#include <QDir>
#include <QTest>

#include <cmath>
#include <random>

using namespace samscope;

// What OpenCV computes now is held against the code that did it by hand before.
namespace byhand {

Mask outlineOf(const Mask& mask)
{
    const auto inside = [&mask](int x, int y) {
        return x >= 0 && y >= 0 && x < mask.width && y < mask.height &&
               mask.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width) + x] != 0;
    };
    Mask outline{mask.width, mask.height, std::vector<std::uint8_t>(mask.pixels.size())};
    std::size_t at = 0;
    for (int y = 0; y < mask.height; ++y) {
        for (int x = 0; x < mask.width; ++x, ++at) {
            const bool deep = inside(x - 1, y) && inside(x + 1, y) && inside(x, y - 1) && inside(x, y + 1);
            outline.pixels[at] = mask.pixels[at] != 0 && !deep ? 1 : 0;
        }
    }
    return outline;
}

using Region = std::vector<std::size_t>;

Region growFrom(std::size_t start, const Mask& mask, std::vector<std::uint8_t>& seen)
{
    Region region = {start};
    seen[start] = 1;
    const auto width = static_cast<std::size_t>(mask.width);
    for (std::size_t next = 0; next < region.size(); ++next) {
        const int x = static_cast<int>(region[next] % width);
        const int y = static_cast<int>(region[next] / width);
        for (int ny = std::max(y - 1, 0); ny <= std::min(y + 1, mask.height - 1); ++ny) {
            for (int nx = std::max(x - 1, 0); nx <= std::min(x + 1, mask.width - 1); ++nx) {
                const std::size_t at = static_cast<std::size_t>(ny) * width + static_cast<std::size_t>(nx);
                if (seen[at] == 0 && mask.pixels[at] == mask.pixels[start]) {
                    seen[at] = 1;
                    region.push_back(at);
                }
            }
        }
    }
    return region;
}

// From the top left to the bottom right.
std::vector<Region> regionsOf(const Mask& mask, std::uint8_t value)
{
    std::vector<std::uint8_t> seen(mask.pixels.size());
    std::vector<Region> regions;
    for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
        if (seen[i] == 0 && mask.pixels[i] == value) {
            regions.push_back(growFrom(i, mask, seen));
        }
    }
    return regions;
}

void flip(Mask& mask, const Region& region)
{
    for (const std::size_t at : region) {
        mask.pixels[at] ^= 1;
    }
}

bool removeSmallRegions(Mask& mask, int minArea)
{
    bool changed = false;
    const auto isSmall = [=](const Region& region) { return region.size() < static_cast<std::size_t>(minArea); };
    for (const Region& hole : regionsOf(mask, 0)) {
        if (isSmall(hole)) {
            flip(mask, hole);
            changed = true;
        }
    }
    const std::vector<Region> islands = regionsOf(mask, 1);
    const auto largest = std::ranges::max_element(islands, {}, &Region::size);
    const bool keepLargest = std::ranges::all_of(islands, isSmall);
    for (auto island = islands.begin(); island != islands.end(); ++island) {
        if (isSmall(*island)) {
            changed = true;
            if (!keepLargest || island != largest) {
                flip(mask, *island);
            }
        }
    }
    return changed;
}

QImage halved(const QImage& picture)
{
    return picture.scaled((picture.width() + 1) / 2, (picture.height() + 1) / 2, Qt::IgnoreAspectRatio,
                          Qt::SmoothTransformation);
}

} // namespace byhand

namespace {

using Inside = std::function<bool(int, int)>;

struct Shape
{
    const char* name;
    std::function<Inside(std::mt19937&)> draw;
};

Inside scattered(std::mt19937& random, unsigned percent)
{
    return [&random, percent](int, int) { return random() % 100 < percent; };
}

const std::vector<Shape>& shapes()
{
    static const std::vector<Shape> all = {
        {"empty", [](auto&) { return [](int, int) { return false; }; }},
        {"full", [](auto&) { return [](int, int) { return true; }; }},
        {"checkerboard", [](auto&) { return [](int x, int y) { return (x + y) % 2 == 0; }; }},
        {"dots", [](auto&) { return [](int x, int y) { return x % 2 == 0 && y % 2 == 0; }; }},
        {"squares that touch by corners", [](auto&) { return [](int x, int y) { return (x / 3 + y / 3) % 2 == 0; }; }},
        {"equal squares", [](auto&) { return [](int x, int y) { return x % 5 < 3 && (y + x / 5) % 5 < 3; }; }},
        {"diagonals", [](auto&) { return [](int x, int y) { return (x + 2 * y) % 7 == 0 || (x + y) % 9 == 0; }; }},
        {"few pixels", [](auto& random) { return scattered(random, 5); }},
        {"islands", [](auto& random) { return scattered(random, 25); }},
        {"half", [](auto& random) { return scattered(random, 50); }},
        {"holes", [](auto& random) { return scattered(random, 85); }},
        {"blots",
         [](auto& random) {
             const double phase = static_cast<double>(random() % 100), pitch = static_cast<double>(2 + random() % 9);
             return [=](int x, int y) { return std::sin(x / pitch + phase) + std::cos(y / pitch) > 0.3; };
         }},
    };
    return all;
}

Mask drawn(int width, int height, const Inside& inside)
{
    Mask mask{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            mask.pixels.push_back(inside(x, y) ? 1 : 0);
        }
    }
    return mask;
}

QImage drawnPicture(QSize size, const std::function<QRgb(int, int)>& colour)
{
    QImage picture(size, QImage::Format_RGB32);
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x) {
            picture.setPixel(x, y, colour(x, y));
        }
    }
    return picture;
}

int farthestApart(const QImage& a, const QImage& b)
{
    int farthest = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const QRgb one = a.pixel(x, y), two = b.pixel(x, y);
            farthest = std::max({farthest, std::abs(qRed(one) - qRed(two)), std::abs(qGreen(one) - qGreen(two)),
                                 std::abs(qBlue(one) - qBlue(two)), std::abs(qAlpha(one) - qAlpha(two))});
        }
    }
    return farthest;
}

qsizetype threads()
{
    return QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size();
}

} // namespace

class TestOpenCv : public QObject
{
    Q_OBJECT

private:
    static void addMasks()
    {
        QTest::addColumn<Mask>("mask");
        std::mt19937 random(1);
        for (const auto& [width, height] : std::initializer_list<std::pair<int, int>>{{0, 0},
                                                                                      {1, 1},
                                                                                      {1, 2},
                                                                                      {2, 1},
                                                                                      {1, 40},
                                                                                      {40, 1},
                                                                                      {2, 2},
                                                                                      {3, 3},
                                                                                      {2, 33},
                                                                                      {33, 2},
                                                                                      {16, 16},
                                                                                      {31, 17},
                                                                                      {65, 48},
                                                                                      {130, 97}}) {
            for (const Shape& shape : shapes()) {
                for (int seed = 0; seed < 5; ++seed) {
                    QTest::addRow("%s, %dx%d, %d", shape.name, width, height, seed)
                        << drawn(width, height, shape.draw(random));
                }
            }
        }
    }

private Q_SLOTS:
    // First, before anything else could have started one.
    void startsNoThread()
    {
        const qsizetype before = threads();
        std::mt19937 random(1);
        Mask mask = drawn(1500, 1000, scattered(random, 50));
        openCv().outlineOf(mask);
        openCv().removeSmallRegions(mask, 20);
        openCv().halved(drawnPicture({1501, 1000}, [](int x, int y) { return qRgb(x % 256, y % 256, 7); }));
        openCv().turbo();
        QCOMPARE(threads(), before);
    }

    void outlinesAreThoseDrawnByHand_data() { addMasks(); }

    void outlinesAreThoseDrawnByHand()
    {
        QFETCH(Mask, mask);
        const Mask outline = openCv().outlineOf(mask);
        QCOMPARE(outline.width, mask.width);
        QCOMPARE(outline.height, mask.height);
        QVERIFY(outline.pixels == byhand::outlineOf(mask).pixels);
    }

    void regionsAreThoseGrownByHand_data() { addMasks(); }

    void regionsAreThoseGrownByHand()
    {
        QFETCH(Mask, mask);
        for (const int minArea : {0, 1, 2, 3, 4, 5, 9, 10, 30, 100, 100'000}) {
            Mask got = mask, expected = mask;
            const bool changed = openCv().removeSmallRegions(got, minArea);
            QCOMPARE(changed, byhand::removeSmallRegions(expected, minArea));
            QVERIFY2(got.pixels == expected.pixels, qPrintable(QString::number(minArea)));
        }
    }

    // The lower one begins further left, so that two by two pixels at a time it is met first.
    void ofEqualIslandsTheFirstInReadingOrderStays()
    {
        const Mask before{6, 4, {0, 0, 0, 0, 1, 1, //
                                 1, 1, 0, 0, 0, 0, //
                                 0, 0, 0, 0, 0, 0, //
                                 0, 0, 0, 1, 1, 0}};
        Mask mask = before;
        QVERIFY(openCv().removeSmallRegions(mask, 3));
        QCOMPARE(mask.area(), std::uint64_t{2});
        QCOMPARE(mask.pixels[4] + mask.pixels[5], 2);
    }

    // Qt rounds down where OpenCV rounds to the nearest.
    void evenPicturesAreHalvedAsQtDoes()
    {
        std::mt19937 random(3);
        for (const QSize size : {QSize(2, 2), QSize(2, 64), QSize(64, 2), QSize(100, 36), QSize(1024, 768)}) {
            const QImage picture = drawnPicture(size, [&](int, int) { return 0xff000000U | random(); });
            const QImage half = openCv().halved(picture);
            QCOMPARE(half.size(), size / 2);
            QCOMPARE(half.format(), QImage::Format_RGB32);
            QVERIFY(farthestApart(half, byhand::halved(picture)) <= 1);
        }
    }

    void anOddEdgeIsTheMeanOfWhatIsThere()
    {
        std::mt19937 random(4);
        for (const QSize size : {QSize(1, 1), QSize(1, 8), QSize(9, 1), QSize(7, 5), QSize(601, 402), QSize(64, 33)}) {
            const QImage picture = drawnPicture(size, [&](int, int) { return 0xff000000U | random(); });
            const QImage expected = drawnPicture({(size.width() + 1) / 2, (size.height() + 1) / 2}, [&](int x, int y) {
                const int right = std::min(2 * x + 1, size.width() - 1), below = std::min(2 * y + 1, size.height() - 1);
                const std::array four = {picture.pixel(2 * x, 2 * y), picture.pixel(right, 2 * y),
                                         picture.pixel(2 * x, below), picture.pixel(right, below)};
                const auto mean = [&](int (*channel)(QRgb)) {
                    return (channel(four[0]) + channel(four[1]) + channel(four[2]) + channel(four[3]) + 2) / 4;
                };
                return qRgb(mean(qRed), mean(qGreen), mean(qBlue));
            });
            QCOMPARE(openCv().halved(picture).size(), expected.size());
            QVERIFY(farthestApart(openCv().halved(picture), expected) <= 1);
        }
    }

    // Qt spreads the odd pixel over the whole width, which is less than half a pixel anywhere.
    void oddPicturesLookAsQtHalvesThem()
    {
        const QImage picture = drawnPicture({801, 603}, [](int x, int y) {
            return qRgb(int(127 + 120 * std::sin(x / 20.0)), int(127 + 120 * std::cos(y / 25.0)), (x + y) % 1404 / 6);
        });
        QVERIFY(farthestApart(openCv().halved(picture), byhand::halved(picture)) <= 6);
    }

    void turboIsTurbo()
    {
        const auto colours = openCv().turbo();
        QCOMPARE(colours.front(), qRgb(48, 18, 59));
        QCOMPARE(colours.back(), qRgb(122, 4, 3));
        QVERIFY(qGreen(colours[128]) > qRed(colours[128]) && qGreen(colours[128]) > qBlue(colours[128]));
    }
};

SAMSCOPE_TEST(tst_opencv, QCoreApplication, TestOpenCv)
#include "tst_opencv.moc"
