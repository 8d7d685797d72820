#include "core/imaging/preprocess.h"
#include "tests/support/by_hand.h"
#include "tests/support/coded_picture.h"
#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"

#include <QClipboard>
#include <QPushButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// The panel that shows what the model sees.
class TestSegmentInput : public QObject, private SegmentFixture
{
    Q_OBJECT

    ImageCanvas& input() { return child<ImageCanvas>(*m_window, "inputCanvas"); }

    /// The pixels of the input that are not painted as they are, but for a border line.
    QRect otherThan(const RgbImage& expected)
    {
        const QImage now = input().grab().toImage();
        QRect all;
        for (int y = 0; y < inputSize; ++y) {
            for (int x = 0; x < inputSize; ++x) {
                const QPointF place = input().view().toView(QPointF(x + 0.5, y + 0.5));
                const QColor seen = now.pixelColor(static_cast<int>(place.x()), static_cast<int>(place.y()));
                const std::uint8_t* is = &expected.pixels[3 * (std::size_t(y) * inputSize + x)];
                if (std::abs(seen.red() - is[0]) + std::abs(seen.green() - is[1]) + std::abs(seen.blue() - is[2]) > 6) {
                    all |= QRect(x, y, 1, 1);
                }
            }
        }
        return all;
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void itIsTheInputAndShowsWhereAPointLands_data() { mouseAndKeyboard(); }

    void itIsTheInputAndShowsWhereAPointLands()
    {
        QFETCH(bool, keyboard);
        QVERIFY(codedPicture({imageWidth, imageHeight}).save(path("a.png")));
        openBoth();
        QVERIFY(!input().isVisible());
        pickFromMenu(child<QPushButton>(*m_window, "panelsButton"), "inputDockShown", keyboard);
        TRY_COMPARE(input().view().picture(), QSize(inputSize, inputSize));
        TRY_VERIFY(!input().visibleRegion().isEmpty());
        QVERIFY(input().view().zoom() > 2); // its pixels can be told apart
        const RgbImage expected = paddedInput(decodeImage(*m_folder / "a.png"), inputSize);
        QCOMPARE(otherThan(expected), QRect());
        // 96 x 128 in an input of 64: scale 0.5, 16 columns of padding.
        QVERIFY(text("inputFacts").contains(u"96 × 128 → 48 × 64, scale 0.5000"_s));
        QVERIFY(text("inputFacts").contains(u"padding: 16 px right, 0 px below"_s));
        QPoint pixel(40, 60);
        if (keyboard) {
            canvas().setFocus();
            pressKey(Qt::Key_Left, Qt::ControlModifier);
            pixel = pointedPixel();
            pressKey(Qt::Key_Return);
        } else {
            click(pixel.x(), pixel.y());
        }
        TRY_VERIFY(text("inputFacts")
                       .contains(u"point (%1, %2) → (%3, %4)"_s.arg(pixel.x())
                                     .arg(pixel.y())
                                     .arg(pixel.x() / 2.0, 0, 'f', 1)
                                     .arg(pixel.y() / 2.0, 0, 'f', 1)));
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "inputFacts"));
        } else {
            auto& facts = child<QLabel>(*m_window, "inputFacts");
            dragMouse(facts, {0, 4}, facts.rect().bottomRight() - QPoint(0, 2));
        }
        pressKey(Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QApplication::clipboard()->text().contains(u"scale 0.5000"_s));
        const QPointF centre = QRectF(otherThan(expected)).center(); // of the mark
        QVERIFY2(QLineF(centre, QPointF(pixel) / 2).length() < 1.5,
                 qPrintable(u"%1 %2"_s.arg(centre.x()).arg(centre.y())));
    }
};

SAMSCOPE_TEST(tst_segment_input, QApplication, TestSegmentInput)
#include "tst_segment_input.moc"
