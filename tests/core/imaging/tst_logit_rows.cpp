#include "core/base/error.h"
#include "core/base/strict_json.h"
#include "core/imaging/logit_rows.h"
#include "core/imaging/mask.h"
#include "tests/support/image_files.h"
#include "tests/support/test_program.h"

#include <QFile>
#include <QTest>

using namespace samscope;

namespace {

/// Logits between -8 and 8; `logits` of tests/data/images/make.py.
std::vector<float> patternLogits(int side)
{
    const RgbImage image = patternImage(side, side);
    std::vector<float> logits;
    for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
        logits.push_back(static_cast<float>(image.pixels[i] - 128) / 16.0F);
    }
    return logits;
}

Json torchCases()
{
    QFile file(QString::fromStdString(imageFile("upscaled.json").string()));
    return file.open(QIODevice::ReadOnly) ? parseStrictJson(file.readAll().toStdString(), "upscaled.json") : Json();
}

} // namespace

class TestLogitRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsTorch_data()
    {
        QTest::addColumn<int>("index");
        const Json cases = torchCases();
        QVERIFY(cases.size() == 7);
        for (int i = 0; i < static_cast<int>(cases.size()); ++i) {
            const Json& c = cases[static_cast<std::size_t>(i)];
            QTest::addRow("%d to %dx%d", c["side"].get<int>(), c["width"].get<int>(), c["height"].get<int>()) << i;
        }
    }

    void equalsTorch()
    {
        QFETCH(int, index);
        const Json expected = torchCases()[static_cast<std::size_t>(index)];
        const int side = expected["side"];
        const auto geometry = ImageGeometry::of(expected["width"], expected["height"], expected["input"]);
        const std::vector<float> out = upscaleLogits(patternLogits(side), side, geometry);
        QCOMPARE(out.size(), static_cast<std::size_t>(geometry.width) * static_cast<std::size_t>(geometry.height));
        for (std::size_t i = 0; i < expected["samples"].size(); ++i) {
            const float wanted = expected["samples"][i];
            QVERIFY2(std::abs(out[i * 4099 % out.size()] - wanted) <= 2e-6F, qPrintable(QString::number(i)));
        }
        QCOMPARE(thresholdLogits(out, geometry.width, geometry.height, 0).area(),
                 expected["area"].get<std::uint64_t>());
        QCOMPARE(thresholdLogits(out, geometry.width, geometry.height, 1).area(),
                 expected["above_one"].get<std::uint64_t>());
    }

    void rowsComeInAnyOrder()
    {
        const std::vector<float> logits = patternLogits(16);
        const auto geometry = ImageGeometry::of(50, 40, 64);
        const std::vector<float> all = upscaleLogits(logits, 16, geometry);
        LogitRows rows(logits, 16, geometry);
        std::vector<float> row(50);
        for (const int y : {39, 0, 17, 16, 18, 0}) {
            rows.read(y, row);
            QVERIFY(std::ranges::equal(row, std::span(all).subspan(static_cast<std::size_t>(y) * 50, 50)));
        }
    }

    void aRestrictionKeepsWhatIsAboveIt_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<float>("limit");
        QTest::newRow("larger") << 150 << 120 << 0.0F;
        QTest::newRow("smaller") << 20 << 31 << -1.0F;
        QTest::newRow("nowhere") << 50 << 40 << 9.0F;
        QTest::newRow("everywhere") << 50 << 40 << -9.0F;
    }

    void aRestrictionKeepsWhatIsAboveIt()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(float, limit);
        std::vector<float> logits(256);
        for (int i = 0; i < 256; ++i) {
            logits[static_cast<std::size_t>(i)] = 3 - 2 * static_cast<float>(std::hypot(i % 16 - 5, i / 16 - 4));
        }
        std::ranges::transform(logits, logits.begin(), [](float logit) { return std::max(logit, -8.0F); });
        const auto geometry = ImageGeometry::of(width, height, 64);
        const std::vector<float> all = upscaleLogits(logits, 16, geometry);
        LogitRows rows(logits, 16, geometry);
        const Rect<int> part = rows.restrictTo(limit);
        QCOMPARE(part == Rect<int>{}, limit == 9.0F);
        QCOMPARE((part == Rect<int>{0, 0, width, height}), limit == -9.0F);
        std::vector<float> row(static_cast<std::size_t>(width));
        for (int y = 0; y < height; ++y) {
            rows.read(y, row);
            for (int x = 0; x < width; ++x) {
                const float logit = all[static_cast<std::size_t>(y * width + x)];
                const bool isInside = x >= part.x0 && x < part.x1 && y >= part.y0 && y < part.y1;
                QVERIFY(isInside || logit < limit);
                QVERIFY(!isInside || row[static_cast<std::size_t>(x)] == logit);
            }
        }
    }

    void refusesAnotherSize()
    {
        const std::vector<float> logits(255);
        QVERIFY_EXCEPTION_THROWN(upscaleLogits(logits, 16, ImageGeometry::of(50, 40, 64)), Error);
    }
};

SAMSCOPE_TEST(tst_logit_rows, QCoreApplication, TestLogitRows)
#include "tst_logit_rows.moc"
