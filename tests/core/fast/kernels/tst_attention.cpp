#include "core/fast/kernels/attention.h"
#include "tests/core/fast/kernels/targets.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

namespace {

/// One head over a grid of rows x columns places, in plain order.
struct Problem
{
    int headDim;
    int rows;
    int columns;
    std::vector<float> queries, keys, values; // (rows x columns) x headDim
    std::vector<float> relativeRows;          // (2 rows - 1) x headDim
    std::vector<float> relativeColumns;

    Problem(int dim, int r, int c, float size) : headDim(dim), rows(r), columns(c)
    {
        const auto sized = [&](std::size_t count, std::uint32_t seed) {
            auto list = numbers(count, seed);
            for (float& value : list) {
                value *= size;
            }
            return list;
        };
        const std::size_t places = static_cast<std::size_t>(r) * c;
        queries = sized(places * dim, 1);
        keys = sized(places * dim, 2);
        values = numbers(places * dim, 3);
        relativeRows = sized((2 * r - 1) * dim, 4);
        relativeColumns = sized((2 * c - 1) * dim, 5);
    }

    double score(int query, int key, bool isRelative) const
    {
        const float* q = queries.data() + query * headDim;
        const float* k = keys.data() + key * headDim;
        const float* down = relativeRows.data() + (query / columns - key / columns + rows - 1) * headDim;
        const float* across = relativeColumns.data() + (query % columns - key % columns + columns - 1) * headDim;
        double sum = 0;
        for (int c = 0; c < headDim; ++c) {
            sum += static_cast<double>(q[c]) * k[c];
            sum += isRelative ? q[c] * (static_cast<double>(down[c]) + across[c]) : 0;
        }
        return sum;
    }

    std::vector<double> expected(int query, bool isRelative) const
    {
        std::vector<double> scores;
        for (int key = 0; key < rows * columns; ++key) {
            scores.push_back(score(query, key, isRelative));
        }
        const double highest = *std::ranges::max_element(scores);
        std::vector<double> sums(headDim);
        double total = 0;
        for (int key = 0; key < rows * columns; ++key) {
            const double weight = std::exp2(scores[key] - highest);
            total += weight;
            for (int c = 0; c < headDim; ++c) {
                sums[c] += weight * values[key * headDim + c];
            }
        }
        for (double& sum : sums) {
            sum /= total;
        }
        return sums;
    }
};

/// The same in the kernel's order.
struct Laid
{
    std::size_t columns, stride;
    FloatBuffer queries, keys, relativeRows, relativeColumns;

    explicit Laid(const Problem& problem)
        : columns(paddedWidth(problem.columns)), stride(paddedWidth(2 * std::max(problem.rows, problem.columns)) + 32),
          queries(problem.rows * problem.headDim * columns), keys(problem.rows * problem.headDim * columns),
          relativeRows(problem.headDim * stride), relativeColumns(problem.headDim * stride)
    {
        for (int place = 0; place < problem.rows * problem.columns; ++place) {
            for (int c = 0; c < problem.headDim; ++c) {
                const std::size_t to =
                    (place / problem.columns * problem.headDim + c) * columns + place % problem.columns;
                queries[to] = problem.queries[place * problem.headDim + c];
                keys[to] = problem.keys[place * problem.headDim + c];
            }
        }
        for (int c = 0; c < problem.headDim; ++c) {
            for (int i = 0; i < 2 * problem.rows - 1; ++i) {
                relativeRows[c * stride + i] = problem.relativeRows[(2 * problem.rows - 2 - i) * problem.headDim + c];
            }
            for (int i = 0; i < 2 * problem.columns - 1; ++i) {
                relativeColumns[c * stride + i] = problem.relativeColumns[i * problem.headDim + c];
            }
        }
    }
};

// What the queries of `rows` rows from `row` get, (rows x columns) x headDim.
std::vector<float> attended(const Problem& problem, const Laid& laid, bool isRelative, int row, int rows)
{
    const RelativePositions positions{laid.relativeRows.data(), laid.relativeColumns.data(), laid.stride};
    const AttentionKeys keys{laid.keys.data(), problem.values.data(), problem.rows, problem.columns, laid.columns};
    const std::size_t rowStride = problem.headDim * laid.columns;
    const AttentionQueries queries{
        laid.queries.data() + row * rowStride, laid.columns, problem.columns, row, rows, rowStride};
    AttentionScratch scratch(problem.headDim, problem.rows, problem.columns);
    const std::size_t outRow = static_cast<std::size_t>(problem.columns) * problem.headDim;
    std::vector<float> out(rows * outRow);
    attend(queries, keys, isRelative ? &positions : nullptr, problem.headDim,
           {out.data(), static_cast<std::size_t>(problem.headDim), outRow}, scratch);
    return out;
}

double worstDifference(const Problem& problem, bool isRelative)
{
    const Laid laid(problem);
    double worst = 0;
    int rows = 1;
    for (int row = 0; row < problem.rows; row += std::max(rows, problem.rows / 4), rows = rows % 3 + 1) {
        rows = std::min(rows, problem.rows - row);
        const std::vector<float> out = attended(problem, laid, isRelative, row, rows);
        for (int i = 0; i < rows * problem.columns; ++i) {
            const auto expected = problem.expected(row * problem.columns + i, isRelative);
            for (int c = 0; c < problem.headDim; ++c) {
                const double difference = std::abs(expected[c] - out[i * problem.headDim + c]);
                worst = std::isnan(difference) ? INFINITY : std::max(worst, difference);
            }
        }
    }
    return worst;
}

} // namespace

/// Against double precision, for every instruction set that this CPU has.
class TestAttention : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addTargets(); }
    void equalsDoublePrecision_data();
    void equalsDoublePrecision();
    void largeScoresDoNotOverflow();
    void notANumberStaysOne();
};

void TestAttention::equalsDoublePrecision_data()
{
    QTest::addColumn<int>("headDim");
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    for (const int headDim : {14, 32, 64, 80, 16, 1, 7, 13}) {
        QTest::addRow("window, head dim %d", headDim) << headDim << 14 << 14;
    }
    QTest::addRow("picture") << 14 << 64 << 64;
    QTest::addRow("small picture") << 16 << 24 << 24;
    QTest::addRow("steps of unequal size") << 14 << 11 << 14;
    QTest::addRow("a row is longer than a step") << 14 << 3 << 150;
    QTest::addRow("ragged") << 14 << 3 << 17;
    QTest::addRow("wide") << 32 << 1 << 71;
    QTest::addRow("tall") << 16 << 9 << 1;
    QTest::addRow("one place") << 8 << 1 << 1;
}

void TestAttention::equalsDoublePrecision()
{
    const TargetGuard target;
    QFETCH(int, headDim);
    QFETCH(int, rows);
    QFETCH(int, columns);
    const Problem problem(headDim, rows, columns, 1);
    for (const bool isRelative : {true, false}) {
        const double worst = worstDifference(problem, isRelative);
        QVERIFY2(worst < 5e-6, qPrintable(QString::number(worst)));
    }
}

// Scores of some thousands: all weight is on very few keys, and the running maximum rises often.
void TestAttention::largeScoresDoNotOverflow()
{
    const TargetGuard target;
    const double worst = worstDifference(Problem(14, 14, 14, 30), true);
    QVERIFY2(worst < 2e-3, qPrintable(QString::number(worst)));
}

void TestAttention::notANumberStaysOne()
{
    const TargetGuard target;
    Problem problem(14, 14, 14, 1);
    problem.keys[5] = NAN;
    const std::vector<float> out = attended(problem, Laid(problem), true, 3, 2);
    QVERIFY(std::ranges::all_of(out, [](float value) { return std::isnan(value); }));
}

SAMSCOPE_TEST(tst_attention, QCoreApplication, TestAttention)
#include "tst_attention.moc"
