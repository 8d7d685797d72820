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

/// The least of (i - j)^2 + line[j] over all j, for every i.
void lowestOf(double* line, std::size_t length, std::size_t stride)
{
    std::vector<double> values(length), from(length + 1);
    std::vector<std::size_t> apexes(length);
    const auto crossing = [&values](std::size_t left, std::size_t right) {
        const double a = static_cast<double>(left), b = static_cast<double>(right);
        return (values[right] + b * b - values[left] - a * a) / (2 * (b - a));
    };
    std::size_t count = 0;
    for (std::size_t i = 0; i < length; ++i) {
        values[i] = line[i * stride];
        if (values[i] == INFINITY) {
            continue;
        }
        while (count > 0 && crossing(apexes[count - 1], i) <= from[count - 1]) {
            --count;
        }
        from[count] = count == 0 ? -INFINITY : crossing(apexes[count - 1], i);
        apexes[count++] = i;
    }
    for (std::size_t i = 0, piece = 0; i < length && count > 0; ++i) {
        while (piece + 1 < count && from[piece + 1] < static_cast<double>(i)) {
            ++piece;
        }
        const double away = static_cast<double>(i) - static_cast<double>(apexes[piece]);
        line[i * stride] = away * away + values[apexes[piece]];
    }
}

// As boundaryDistance() was written at first: squared distances of every pixel, by columns and then by rows.
BoundaryDistance bySquaredDistances(const Mask& a, const Mask& b)
{
    const auto width = static_cast<std::size_t>(a.width), height = static_cast<std::size_t>(a.height);
    const auto first = outlinePixels(a), second = outlinePixels(b);
    double total = 0, largest = 0;
    const auto add = [&](const auto& from, const auto& to) {
        std::vector<double> squared(width * height, INFINITY);
        for (const auto& [x, y] : to) {
            squared[std::size_t(y) * width + std::size_t(x)] = 0;
        }
        for (std::size_t x = 0; x < width; ++x) {
            lowestOf(squared.data() + x, height, width);
        }
        for (std::size_t y = 0; y < height; ++y) {
            lowestOf(squared.data() + y * width, width, 1);
        }
        for (const auto& [x, y] : from) {
            const double distance = std::sqrt(squared[std::size_t(y) * width + std::size_t(x)]);
            total += distance;
            largest = std::max(largest, distance);
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

    void equalsSquaredDistancesInDouble_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::newRow("high") << 3 << 300;
        QTest::newRow("flat") << 300 << 2;
        QTest::newRow("plain") << 130 << 90;
        QTest::newRow("wider than float32 can count squares") << 6000 << 40;
        QTest::newRow("higher than float32 can count squares") << 40 << 6000;
    }

    // Bit for bit, the order of the sum included.
    void equalsSquaredDistancesInDouble()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        std::mt19937 random(5);
        for (const unsigned density : {2U, 9U, 400U, 20'000U}) {
            const auto scattered = [&] {
                return drawn(width, height, [&](int x, int y) {
                    return (x == width / 2 && y == height - 1) || random() % density == 0 ||
                           std::hypot(x - width / 3, y - height / 3) < 15;
                });
            };
            const Mask a = scattered(), b = scattered();
            const BoundaryDistance expected = bySquaredDistances(a, b);
            const auto got = boundaryDistance(a, b);
            QVERIFY(got.has_value());
            QVERIFY2(got->mean == expected.mean, qPrintable(QString::number(got->mean - expected.mean)));
            QVERIFY2(got->max == expected.max, qPrintable(QString::number(got->max - expected.max)));
        }
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
