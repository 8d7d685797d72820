#include "core/base/error.h"
#include "core/imaging/mask.h"
#include "core/imaging/mask_rle.h"
#include "tests/support/image_files.h"
#include "tests/support/test_program.h"

#include <QImage>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace samscope;

namespace {

Mask disc()
{
    Mask mask = rectangle(200, 120, 0, 0, 0, 0);
    for (int i = 0; i < 200 * 120; ++i) {
        const int x = i % 200 - 90, y = i / 200 - 50;
        mask.pixels[static_cast<std::size_t>(i)] = x * x + y * y < 35 * 35 ? 1 : 0;
    }
    return mask;
}

Mask noise()
{
    const RgbImage image = patternImage(23, 17);
    Mask mask{23, 17, {}};
    for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
        mask.pixels.push_back(image.pixels[i] > 127 ? 1 : 0);
    }
    return mask;
}

Mask tall()
{
    Mask mask = rectangle(12, 3000, 3, 100, 9, 2900);
    mask.pixels[5 * 12 + 10] = 1;
    return mask;
}

} // namespace

class TestMask : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsEqualPycocotools_data()
    {
        QTest::addColumn<Mask>("mask");
        QTest::addColumn<QByteArray>("counts");
        QTest::newRow("empty") << rectangle(5, 3, 0, 0, 0, 0) << QByteArray("?");
        QTest::newRow("full") << rectangle(5, 3, 0, 0, 5, 3) << QByteArray("0?");
        QTest::newRow("rectangle") << rectangle(6, 4, 2, 1, 5, 3) << QByteArray("9220003");
        QTest::newRow("corner") << rectangle(3, 3, 0, 0, 1, 1) << QByteArray("018");
        QTest::newRow("long runs") << rectangle(3, 40'000, 1, 100, 2, 39'000) << QByteArray("TUW1doU1XQX1");
        QTest::newRow("tall") << tall() << QByteArray("\\l8`g2X6000000000ij2aXMYj2");
        QTest::newRow("noise") << noise()
                               << QByteArray(
                                      "`01?002M22N0NC0:2GN70J28NI0:0D0;3LMH11080G0;OH12OK010O38MI464OHJ40M95N2NHL10260I"
                                      "01MO206");
        QTest::newRow("disc") << disc()
                              << QByteArray(
                                     "Zc6a0T36J6K4L4M2N2M4M2N2N2N2N2O0O2N2N2O0O2O0O2O000O2O000O2O00000000000"
                                     "000000000000000000001N10001N10001N101N101N2N2N101N2N2N2N2N3L3N2N3L4L5J6JQh8");
    }

    void runsEqualPycocotools()
    {
        QFETCH(Mask, mask);
        QFETCH(QByteArray, counts);
        QCOMPARE(QByteArray::fromStdString(cocoRle(mask)), counts);
        const Mask back = maskFromCocoRle(counts.toStdString(), mask.width, mask.height);
        QCOMPARE(back.width, mask.width);
        QCOMPARE(back.height, mask.height);
        QVERIFY(back.pixels == mask.pixels);
    }

    void brokenRunsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("counts");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("nothing") << QByteArray() << QByteArray("end before the mask is full");
        QTest::newRow("too short") << QByteArray("9220") << QByteArray("end before the mask is full");
        QTest::newRow("too long") << QByteArray("9220004") << QByteArray("does not fit");
        QTest::newRow("more runs than pixels") << QByteArray("9220003000001") << QByteArray("does not fit");
        QTest::newRow("negative") << QByteArray("9O") << QByteArray("does not fit");
        QTest::newRow("cut off in a number") << QByteArray("9220P") << QByteArray("cut off");
        QTest::newRow("foreign character") << QByteArray("92 0003") << QByteArray("not a character");
        QTest::newRow("above the alphabet") << QByteArray("92\xff"
                                                          "0003")
                                            << QByteArray("not a character");
        QTest::newRow("one above the alphabet") << QByteArray("9220p03") << QByteArray("not a character");
        QTest::newRow("one below the alphabet") << QByteArray("9220/03") << QByteArray("not a character");
        QTest::newRow("endless number") << QByteArray("ooooooooooooooooooooo") << QByteArray("too long");
    }

    void brokenRunsAreRefused()
    {
        QFETCH(QByteArray, counts);
        QFETCH(QByteArray, reason);
        try {
            maskFromCocoRle(counts.toStdString(), 6, 4);
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY2(QByteArray(error.what()).contains(reason), error.what());
        }
    }

    void areaAndBox()
    {
        const Mask mask = rectangle(20, 10, 3, 2, 11, 7);
        QCOMPARE(mask.area(), 40U);
        QVERIFY(mask.boundingBox() == (Rect<int>{3, 2, 11, 7}));
        QVERIFY(!rectangle(20, 10, 0, 0, 0, 0).boundingBox());
        QVERIFY(rectangle(20, 10, 0, 0, 20, 10).boundingBox() == (Rect<int>{0, 0, 20, 10}));
        Mask two = rectangle(20, 10, 19, 9, 20, 10);
        two.pixels[2] = 1;
        QVERIFY(two.boundingBox() == (Rect<int>{2, 0, 20, 10}));
    }

    void thresholdIsExclusive()
    {
        const std::vector<float> logits = {-1, 0, 0.5F, std::numeric_limits<float>::quiet_NaN()};
        QVERIFY(thresholdLogits(logits, 2, 2, 0).pixels == (std::vector<std::uint8_t>{0, 0, 1, 0}));
        QVERIFY(thresholdLogits(logits, 2, 2, -1.5F).pixels == (std::vector<std::uint8_t>{1, 1, 1, 0}));
        QVERIFY_EXCEPTION_THROWN(thresholdLogits(logits, 3, 2, 0), Error);
    }

    void stability()
    {
        const std::vector<float> logits = {-2, -0.5F, 0.5F, 1.5F, 3};
        QCOMPARE(stabilityScore(logits, 0), std::optional(0.5));
        QCOMPARE(stabilityScore(logits, 1.5F), std::optional(0.5));
        QVERIFY(!stabilityScore(logits, 10));
        QCOMPARE(stabilityScore(std::vector<float>{0.0F}, 0), std::optional(0.0));
    }

    void intersectionOverUnionCases()
    {
        const Mask a = rectangle(10, 10, 0, 0, 4, 5);
        const Mask b = rectangle(10, 10, 2, 0, 6, 5);
        const Mask none = rectangle(10, 10, 0, 0, 0, 0);
        QCOMPARE(intersectionOverUnion(a, b), 10.0 / 30.0);
        QCOMPARE(intersectionOverUnion(a, a), 1.0);
        QCOMPARE(intersectionOverUnion(a, none), 0.0);
        QCOMPARE(intersectionOverUnion(none, none), 1.0);
        QVERIFY_EXCEPTION_THROWN(intersectionOverUnion(a, rectangle(10, 9, 0, 0, 1, 1)), Error);
    }

    void pngGoesThere()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("m\u00e4sk.png"));
        saveMaskPng(disc(), path.toStdString());
        const QImage image(path);
        QCOMPARE(image.format(), QImage::Format_Grayscale8);
        QCOMPARE(qGray(image.pixel(90, 50)), 255);
        QCOMPARE(qGray(image.pixel(0, 0)), 0);
        QVERIFY(loadMaskPng(path.toStdString()).pixels == disc().pixels);
    }

    void anyColourIsInside()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("colours.png"));
        QImage image(3, 1, QImage::Format_RGB888);
        image.setPixel(0, 0, qRgb(0, 0, 0));
        image.setPixel(1, 0, qRgb(0, 0, 1));
        image.setPixel(2, 0, qRgb(128, 0, 0));
        QVERIFY(image.save(path));
        QVERIFY(loadMaskPng(path.toStdString()).pixels == (std::vector<std::uint8_t>{0, 1, 1}));
    }

    void onlyPngIsAMask()
    {
        QVERIFY_EXCEPTION_THROWN(loadMaskPng(imageFile("grey.jpg")), Error);
        QVERIFY_EXCEPTION_THROWN(loadMaskPng(imageFile("not there.png")), Error);
    }

    void savingIntoNowhereFails()
    {
        QTemporaryDir folder;
        QVERIFY_EXCEPTION_THROWN(saveMaskPng(disc(), folder.filePath(QStringLiteral("no/m.png")).toStdString()), Error);
        QVERIFY_EXCEPTION_THROWN(saveMaskPng(Mask{}, folder.filePath(QStringLiteral("m.png")).toStdString()), Error);
        QVERIFY(QDir(folder.path()).isEmpty());
    }
};

SAMSCOPE_TEST(tst_mask, QCoreApplication, TestMask)
#include "tst_mask.moc"
