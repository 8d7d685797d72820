#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/strict_json.h"
#include "core/imaging/image.h"
#include "tests/support/image_files.h"
#include "tests/support/test_program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <functional>

using namespace samscope;

namespace {

QByteArray contents(const std::string& name)
{
    QFile file(QString::fromStdString(imageFile(name).string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Json expectedPictures()
{
    return parseStrictJson(contents("expected.json").toStdString(), "expected.json");
}

QByteArray bigEndian(quint32 value)
{
    QByteArray bytes(4, 0);
    qToBigEndian(value, bytes.data());
    return bytes;
}

QByteArray changed(QByteArray bytes, qsizetype at, const QByteArray& with)
{
    return bytes.replace(at, with.size(), with);
}

} // namespace

class TestImage : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path written(const QByteArray& bytes, const QString& name = QStringLiteral("picture"))
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("cannot write the test file");
        }
        return file.fileName().toStdString();
    }

    QByteArray refusal(const std::filesystem::path& path, std::uint64_t maxPixels = 200'000'000)
    {
        try {
            const RgbImage image = decodeImage(path, maxPixels);
            return "accepted";
        } catch (const Error& error) {
            return error.what();
        }
    }

private Q_SLOTS:
    void equalsPillow_data()
    {
        QTest::addColumn<QByteArray>("name");
        const Json pictures = expectedPictures();
        QVERIFY(pictures.size() >= 36);
        for (const auto& [name, facts] : pictures.items()) {
            QTest::newRow(name.c_str()) << QByteArray::fromStdString(name);
        }
    }

    void equalsPillow()
    {
        QFETCH(QByteArray, name);
        const Json expected = expectedPictures()[name.toStdString()];
        const RgbImage image = decodeImage(imageFile(name.toStdString()));
        QCOMPARE(image.width, expected["width"].get<int>());
        QCOMPARE(image.height, expected["height"].get<int>());
        QCOMPARE(sha256(std::as_bytes(std::span(image.pixels))), expected["sha256"].get<std::string>());
    }

    void theNameDoesNotDecide()
    {
        const RgbImage image = decodeImage(written(contents("ycc_444.jpg"), QStringLiteral("picture.png")));
        QCOMPARE(image.pixels, decodeImage(imageFile("ycc_444.jpg")).pixels);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("reason");
        const QByteArray png = contents("rgb.png");
        const QByteArray bmp = contents("rgb.bmp");
        const QByteArray jpeg = contents("ycc_420.jpg");
        QTest::newRow("empty") << QByteArray() << QByteArray("empty");
        QTest::newRow("text") << QByteArray("hello, this is no picture") << QByteArray("not a picture");
        QTest::newRow("one byte") << QByteArray("\x89") << QByteArray("not a picture");
        QTest::newRow("16 bits") << contents("refused_16_bits.png") << QByteArray("16 bits per channel");
        QTest::newRow("animated PNG") << contents("refused_animated.png") << QByteArray("animated PNG");
        QTest::newRow("animated GIF") << contents("refused_animated.gif") << QByteArray("animated GIF");
        QTest::newRow("TIFF") << contents("refused.tif") << QByteArray("TIFF");
        QTest::newRow("WebP") << contents("refused.webp") << QByteArray("WebP");
        QTest::newRow("text PNM") << QByteArray("P3\n1 1\n255\n1 2 3\n") << QByteArray("written as text");
        QTest::newRow("16-bit PNM") << QByteArray("P6\n1 1\n65535\nabcdef") << QByteArray("65535");
        QTest::newRow("bad PNM number") << QByteArray("P6\nx 1\n255\nabc") << QByteArray("a number is missing");
        QTest::newRow("junk after a PNM number")
            << QByteArray("P6\n1z1\n255\nabc") << QByteArray("a number is missing");
        QTest::newRow("16-bit BMP") << changed(bmp, 28, QByteArray("\x10", 1)) << QByteArray("16 bits per pixel");
        QTest::newRow("run-length BMP") << changed(bmp, 30, QByteArray("\x01", 1)) << QByteArray("compression 1");
        QTest::newRow("12-bit JPEG") << changed(jpeg, jpeg.indexOf("\xff\xc0") + 4, "\x0c") << QByteArray("12 bits");
        QTest::newRow("JPEG of 2 channels")
            << changed(jpeg, jpeg.indexOf("\xff\xc0") + 9, "\x02") << QByteArray("2 channels");
        QTest::newRow("wrong CRC") << changed(png, 29, "xxxx") << QByteArray("cannot be decoded");
        QTest::newRow("PNG without header") << png.left(8) + png.mid(33) << QByteArray("header chunk");
        QTest::newRow("no pixels") << changed(png, 16, QByteArray(4, 0)) << QByteArray("without pixels");
    }

    void refused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, reason);
        const QByteArray message = refusal(written(bytes));
        QVERIFY2(message.contains(reason), message);
        QVERIFY2(message.contains("picture: "), message);
    }

    void cutOffAnywhereIsAnError_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"ycc_420.jpg", "progressive.jpg", "cmyk.jpg", "rgb.png", "palette.gif", "rgb.bmp",
                                 "rgb.ppm", "bits.pbm", "exif_6.jpg"}) {
            QTest::newRow(name) << QByteArray(name);
        }
    }

    void cutOffAnywhereIsAnError()
    {
        QFETCH(QByteArray, name);
        const QByteArray whole = contents(name.toStdString());
        for (qsizetype size = 32; size < whole.size(); size += 1 + whole.size() / 41) {
            const QByteArray message = refusal(written(whole.left(size)));
            QVERIFY2(message.contains("cut off"),
                     qPrintable(QStringLiteral("at %1: ").arg(size) + QString::fromUtf8(message)));
        }
        QVERIFY(refusal(written(whole.chopped(1))).contains("cut off"));
    }

    void theSizeIsCheckedBeforeDecoding_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray side = bigEndian(60000);
        const QByteArray jpeg = contents("ycc_420.jpg");
        QTest::newRow("PNG") << changed(contents("rgb.png"), 16, side + side);
        QTest::newRow("JPEG") << changed(jpeg, jpeg.indexOf("\xff\xc0") + 5, side.mid(2) + side.mid(2));
        QTest::newRow("GIF") << changed(changed(contents("palette.gif"), 6, "\x60\xea\x60\xea"),
                                        contents("palette.gif").indexOf("\x2c", 781) + 5, "\x60\xea\x60\xea");
    }

    void theSizeIsCheckedBeforeDecoding()
    {
        QFETCH(QByteArray, bytes);
        const QByteArray message = refusal(written(bytes));
        QVERIFY2(message.contains("60000x60000 pixels are more than the limit of 200 megapixels"), message);
    }

    void bitmapsMustHoldWhatTheyClaim()
    {
        QVERIFY(refusal(written("P6\n60000 60000\n255\nabc")).contains("cut off"));
        QVERIFY(refusal(written("P6\n4294967295 4294967295\n255\nabc")).contains("cut off"));
        QVERIFY(refusal(written(changed(contents("rgb.bmp"), 18, "\x60\xea"))).contains("cut off"));
    }

    void theLimitIsTheCallers()
    {
        QVERIFY(refusal(imageFile("rgb.png"), 61 * 43 - 1).contains("limit"));
        QCOMPARE(decodeImage(imageFile("rgb.png"), 61 * 43).width, 61);
    }

    void filesLargerThanAnyPictureAreNotRead()
    {
        const auto path = written("\x89PNG\r\n\x1a\n");
        std::filesystem::resize_file(path, 40'000'000);
        QVERIFY(refusal(path, 1000).contains("40.0 MB are more than a picture"));
    }

    void oneRowOfAHundredThousand()
    {
        QByteArray pixels("P6\n1 100000\n255\n");
        pixels.append(QByteArray(300'000, 'x'));
        const RgbImage image = decodeImage(written(pixels));
        QCOMPARE(image.width, 1);
        QCOMPARE(image.height, 100'000);
        QCOMPARE(image.pixels.size(), 300'000U);
    }

    void missingFilesAndFoldersAreNamed()
    {
        QVERIFY(refusal(m_folder.filePath(QStringLiteral("nothing.png")).toStdString()).contains("nothing.png: "));
        QVERIFY(refusal(m_folder.path().toStdString()) != "accepted");
    }

    void namesMayHoldAnything()
    {
        const auto path = written(contents("rgb.png"), QStringLiteral("\u56fe\u7247 \u05d0 <b>.png"));
        QCOMPARE(decodeImage(path).width, 61);
    }
};

SAMSCOPE_TEST(tst_image, QCoreApplication, TestImage)
#include "tst_image.moc"
