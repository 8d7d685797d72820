#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/imaging/preprocess.h"
#include "tests/support/image_files.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

namespace {

struct Preprocessing
{
    int width, height, inputSize, resizedWidth, resizedHeight;
    const char* sha256; ///< of pixel_values of SamImageProcessorPil, see tests/data/images/make.py
};

constexpr Preprocessing preprocessings[] = {
    {1100, 700, 1024, 1024, 652, "af755d59438a8cf34494b61839fcb4498036766fa55ed7fa43aa63caab24d81a"},
    {700, 1100, 1024, 652, 1024, "16c687319642e3066fc31a2c4fed19c379234d7d6026da28aa83a0aeb0b5beef"},
    {5, 5, 1024, 1024, 1024, "8b9f5981d38c9898bfc7081f67dec7034a74653d027e4b09f768e24c5feefbcd"},
    {64, 64, 64, 64, 64, "2edc3af78dce5fecedfddd1163af997f428aae5102af02b23be2bfed6d7df227"},
    {61, 43, 64, 64, 45, "19b48208c4e23e241e41fe08d365e734f2f64e22be3b523f6d0fc90a95a0465a"},
    {500, 1700, 256, 75, 256, "49467215e68c7f15d14bddf2ef8ca7537546990a89661b773aaefccf3cd47639"},
    {1279, 853, 512, 512, 341, "0092036691be3bb0755b36dda64bb3539b3b2fe9a34542df4476fe44071f2cbf"},
    {4000, 2, 1024, 1024, 1, "09339280e08f8cff0bd7050685b103418807df15c33450a1b99a6f81d3c952e1"},
};

} // namespace

class TestPreprocess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsSamImageProcessor_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(std::size(preprocessings)); ++i) {
            QTest::addRow("%dx%d at %d", preprocessings[i].width, preprocessings[i].height, preprocessings[i].inputSize)
                << i;
        }
    }

    void equalsSamImageProcessor()
    {
        QFETCH(int, index);
        const Preprocessing& row = preprocessings[index];
        const PreprocessedImage out = preprocess(patternImage(row.width, row.height), row.inputSize);
        QCOMPARE(out.geometry.width, row.width);
        QCOMPARE(out.geometry.height, row.height);
        QCOMPARE(out.geometry.resizedWidth, row.resizedWidth);
        QCOMPARE(out.geometry.resizedHeight, row.resizedHeight);
        QCOMPARE(sha256(std::as_bytes(std::span(out.pixelValues))), std::string(row.sha256));
    }

    void paddedInputIsWhatIsNormalised()
    {
        const RgbImage image = patternImage(61, 43);
        const RgbImage input = paddedInput(image, 64);
        const PreprocessedImage normalised = preprocess(image, 64);
        constexpr float mean[] = {0.485F, 0.456F, 0.406F}, deviation[] = {0.229F, 0.224F, 0.225F};
        QCOMPARE(input.pixels.size(), normalised.pixelValues.size());
        for (std::size_t i = 0; i < input.pixels.size(); ++i) {
            const std::size_t c = i % 3;
            const float again = (static_cast<float>(input.pixels[i]) / 255 - mean[c]) / deviation[c];
            QVERIFY(std::abs(again - normalised.pixelValues[c * 64 * 64 + i / 3]) < 0.01F);
        }
    }

    void scalesCoordinatesPerAxis()
    {
        const ImageGeometry car = ImageGeometry::of(2646, 1764, 1024);
        QCOMPARE(car.resizedWidth, 1024);
        QCOMPARE(car.resizedHeight, 683);
        QCOMPARE(car.inputX(400), 400 * (1024.0 / 2646));
        QCOMPARE(car.inputY(650), 650 * (683.0 / 1764));
    }

    void refusesPicturesOfWhichNothingIsLeft()
    {
        try {
            ImageGeometry::of(1, 100'000, 1024);
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY(QByteArray(error.what()).contains("1x100000"));
            QVERIFY(QByteArray(error.what()).contains("too narrow"));
        }
        QVERIFY_EXCEPTION_THROWN(ImageGeometry::of(0, 5, 1024), Error);
    }
};

SAMSCOPE_TEST(tst_preprocess, QCoreApplication, TestPreprocess)
#include "tst_preprocess.moc"
