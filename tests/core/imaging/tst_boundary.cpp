#include "core/base/error.h"
#include "core/imaging/boundary.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace samscope;

namespace {

Mask drawn(int width, int height, const std::function<bool(int, int)>& inside)
{
    Mask mask{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            mask.pixels.push_back(inside(x, y) ? 1 : 0);
        }
    }
    return mask;
}

Mask square(int width, int height, int x0, int y0, int side)
{
    return drawn(width, height, [=](int x, int y) { return x >= x0 && x < x0 + side && y >= y0 && y < y0 + side; });
}

std::vector<std::pair<int, int>> outlinePixels(const Mask& mask)
{
    const auto at = [&](int x, int y) {
        return x >= 0 && y >= 0 && x < mask.width && y < mask.height &&
               mask.pixels[std::size_t(y * mask.width + x)] != 0;
    };
    std::vector<std::pair<int, int>> pixels;
    for (int y = 0; y < mask.height; ++y) {
        for (int x = 0; x < mask.width; ++x) {
            if (at(x, y) && (!at(x - 1, y) || !at(x + 1, y) || !at(x, y - 1) || !at(x, y + 1))) {
                pixels.emplace_back(x, y);
            }
        }
    }
    return pixels;
}

// Every pair of outline pixels, as the definition says.
BoundaryDistance everyPair(const Mask& a, const Mask& b)
{
    const auto first = outlinePixels(a), second = outlinePixels(b);
    double total = 0, largest = 0;
    const auto add = [&](const auto& from, const auto& to) {
        for (const auto& [x, y] : from) {
            double nearest = INFINITY;
            for (const auto& [u, v] : to) {
                nearest = std::min(nearest, std::hypot(x - u, y - v));
            }
            total += nearest;
            largest = std::max(largest, nearest);
        }
    };
    add(first, second);
    add(second, first);
    return {total / double(first.size() + second.size()), largest};
}

} // namespace

class TestBoundary : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsTheDefinition_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 0; seed < 20; ++seed) {
            QTest::addRow("seed %d", seed) << seed;
        }
    }

    void equalsTheDefinition()
    {
        QFETCH(int, seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        const int width = 5 + static_cast<int>(random() % 40), height = 5 + static_cast<int>(random() % 40);
        const auto density = 2 + random() % 60;
        const auto scattered = [&] {
            return drawn(width, height, [&](int x, int y) { return (x == 2 && y == 2) || random() % density == 0; });
        };
        const Mask a = scattered(), b = scattered();
        const BoundaryDistance expected = everyPair(a, b);
        const auto got = boundaryDistance(a, b);
        QVERIFY(got.has_value());
        QVERIFY2(std::abs(got->mean - expected.mean) < 1e-9, qPrintable(QString::number(got->mean)));
        QVERIFY(std::abs(got->max - expected.max) < 1e-9);
    }

    void aShiftedSquareIsAsFarAsItWasShifted()
    {
        const auto distance = boundaryDistance(square(100, 60, 10, 10, 20), square(100, 60, 13, 10, 20));
        QCOMPARE(distance->max, 3.0);
        QVERIFY(distance->mean > 0 && distance->mean < 3);
    }

    void equalMasksAreNotApart()
    {
        const Mask full = square(9, 9, 0, 0, 9);
        QCOMPARE(boundaryDistance(full, full)->mean, 0.0);
        QCOMPARE(boundaryDistance(full, full)->max, 0.0);
    }

    void theEdgeOfThePictureIsAnOutline()
    {
        QCOMPARE(boundaryDistance(square(9, 9, 0, 0, 9), square(9, 9, 2, 2, 5))->max, std::sqrt(8.0));
    }

    void anEmptyMaskHasNoOutline()
    {
        QVERIFY(!boundaryDistance(square(9, 9, 0, 0, 0), square(9, 9, 0, 0, 3)));
        QVERIFY(!boundaryDistance(square(9, 9, 0, 0, 3), square(9, 9, 0, 0, 0)));
    }

    void sizesMustAgree()
    {
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(boundaryDistance(square(9, 9, 0, 0, 3), square(9, 8, 0, 0, 3))),
                                 Error);
    }
};

SAMSCOPE_TEST(tst_boundary, QCoreApplication, TestBoundary)
#include "tst_boundary.moc"
