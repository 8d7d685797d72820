#include "tests/support/canvas_fixture.h"
#include "tests/support/test_program.h"

using namespace samscope;

/// What a canvas paints over its picture: masks, layers, previews and marks.
class TestCanvasPainting : public QObject, private CanvasFixture
{
    Q_OBJECT

    /// x from 120 of 240.
    static std::shared_ptr<const Mask> rightHalf()
    {
        auto mask = std::make_shared<Mask>(Mask{240, 200, std::vector<std::uint8_t>(240 * 200, 0)});
        for (std::size_t i = 0; i < mask->pixels.size(); ++i) {
            mask->pixels[i] = i % 240 >= 120 ? 1 : 0;
        }
        return mask;
    }

    QColor colourAt(double x, double y) { return m_canvas->grab().toImage().pixelColor(at(x, y)); }

private Q_SLOTS:
    void init() { start(); }

    void pixelsAreCrispWhenLarge()
    {
        RgbImage image{20, 20, std::vector<std::uint8_t>(20 * 20 * 3, 0)};
        std::fill_n(image.pixels.begin() + (10 * 20 + 10) * 3, 3, std::uint8_t{255});
        m_canvas->setPicture(std::make_shared<const Picture>(image));
        m_canvas->zoomTo(8);
        const QImage shot = m_canvas->grab().toImage();
        const QRect pixel = m_canvas->view().toView(QRectF(10, 10, 1, 1)).toRect();
        QCOMPARE(shot.pixelColor(pixel.topLeft() + QPoint(1, 1)), QColor(Qt::white));
        QCOMPARE(shot.pixelColor(pixel.bottomRight() - QPoint(1, 1)), QColor(Qt::white));
        QCOMPARE(shot.pixelColor(pixel.topLeft() - QPoint(2, 2)), QColor(Qt::black));
    }

    void layerCoversExactlyItsPixels()
    {
        m_canvas->zoomTo(1);
        const QImage before = m_canvas->grab().toImage();
        Mask mask{240, 200, std::vector<std::uint8_t>(240 * 200, 0)};
        for (int y = 40; y < 90; ++y) {
            for (int x = 100; x < 100 + y; ++x) {
                mask.pixels[static_cast<std::size_t>(y) * 240 + x] = 1;
            }
        }
        m_canvas->setMask(std::make_shared<const Mask>(mask));
        const QImage after = m_canvas->grab().toImage();
        for (int y = 0; y < 200; ++y) {
            for (int x = 0; x < 240; ++x) {
                const QPoint point = m_canvas->view().toView(QPointF(x, y)).toPoint();
                const bool changed = before.pixel(point) != after.pixel(point);
                const bool inside = mask.pixels[static_cast<std::size_t>(y) * 240 + x] != 0;
                QVERIFY2(changed == inside, qPrintable(QStringLiteral("pixel %1 %2").arg(x).arg(y)));
            }
        }
    }

    void outlineIsAsWideAtEveryZoom()
    {
        m_canvas->setMask(rightHalf());
        for (const double zoom : {0.5, 1.0, 3.0, 8.0}) {
            m_canvas->zoomTo(zoom);
            const QImage shot = m_canvas->grab().toImage();
            const int edge = static_cast<int>(std::ceil(m_canvas->view().toView(QPointF(120, 0)).x() - 0.5));
            QCOMPARE(shot.pixelColor(edge, 200), MaskStyle().colour);
            QCOMPARE(shot.pixelColor(edge - 1, 200), QColor(128, 128, 128));
            QVERIFY(shot.pixelColor(edge + 1, 200) != MaskStyle().colour);
            QVERIFY(shot.pixelColor(edge + 1, 200) != QColor(128, 128, 128));
        }
    }

    void opacityAndOutlineAreTheStyles()
    {
        m_canvas->zoomTo(1);
        m_canvas->setMask(rightHalf());
        m_canvas->setMaskStyle({.colour = QColor(255, 0, 0), .opacity = 100, .outline = 0});
        QCOMPARE(colourAt(180, 100), QColor(255, 0, 0));
        m_canvas->setMaskStyle({.colour = QColor(255, 0, 0), .opacity = 0, .outline = 0});
        QCOMPARE(colourAt(180, 100), QColor(128, 128, 128));
        QCOMPARE(colourAt(120, 100), QColor(128, 128, 128));
        m_canvas->setMaskStyle({.colour = QColor(255, 0, 0), .opacity = 0, .outline = 2});
        QCOMPARE(colourAt(121, 100), QColor(255, 0, 0));
        QCOMPARE(colourAt(122, 100), QColor(128, 128, 128));
    }

    void smallLayerIsStretchedOverThePicture()
    {
        QImage layer(2, 1, QImage::Format_ARGB32_Premultiplied);
        layer.setPixel(0, 0, qRgba(255, 0, 0, 255));
        layer.setPixel(1, 0, qRgba(0, 0, 255, 255));
        m_canvas->zoomTo(2);
        m_canvas->setLayer(layer);
        QCOMPARE(colourAt(60, 100), QColor(255, 0, 0));
        QCOMPARE(colourAt(180, 100), QColor(0, 0, 255));
    }

    void previewIsPaintedAndForgotten()
    {
        m_canvas->zoomTo(1);
        const QImage before = m_canvas->grab().toImage();
        m_canvas->setPreview(rightHalf());
        QVERIFY(colourAt(180, 100) != QColor(128, 128, 128));
        QCOMPARE(colourAt(60, 100), QColor(128, 128, 128));
        m_canvas->setPreview(nullptr);
        QCOMPARE(m_canvas->grab().toImage(), before);
    }

    void marksDifferInShapeAndKeepTheirSize()
    {
        const auto covered = [this](int label, double zoom) {
            m_canvas->setPrompts({});
            m_canvas->zoomTo(zoom);
            const QImage before = m_canvas->grab().toImage();
            PromptSet prompts;
            prompts.points.push_back({120, 100, label});
            m_canvas->setPrompts(prompts);
            const QImage after = m_canvas->grab().toImage();
            const QPoint centre = m_canvas->view().toView(QPointF(120.5, 100.5)).toPoint();
            QImage shape(41, 41, QImage::Format_Mono);
            for (int y = 0; y < 41; ++y) {
                for (int x = 0; x < 41; ++x) {
                    const QPoint point = centre + QPoint(x - 20, y - 20);
                    shape.setPixel(x, y, before.pixel(point) != after.pixel(point) ? 1 : 0);
                }
            }
            return shape;
        };
        const QImage foreground = covered(1, 1);
        QVERIFY(foreground != covered(0, 1));
        // At 300 % the centre of a pixel lies as far from a device pixel as at 100 %.
        QCOMPARE(covered(1, 3), foreground);
    }
};

SAMSCOPE_TEST(tst_canvas_painting, QApplication, TestCanvasPainting)
#include "tst_canvas_painting.moc"
