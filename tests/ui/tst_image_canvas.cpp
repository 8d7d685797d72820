#include <QSignalSpy>
#include <QTest>

#include <cmath>

#include "tests/support/by_hand.h"
#include "tests/support/test_program.h"
#include "ui/canvas/image_canvas.h"

using namespace samscope;

namespace {

std::shared_ptr<const Picture> greyPicture(int width, int height)
{
    RgbImage image{width, height, {}};
    image.pixels.assign(static_cast<std::size_t>(width) * height * 3, 128);
    return std::make_shared<const Picture>(image);
}

/// The pixel of the widget that holds the middle of a picture's pixel.
QPoint at(const ImageCanvas& canvas, double x, double y)
{
    const QPointF point = canvas.view().toView(QPointF(x + 0.5, y + 0.5));
    return {static_cast<int>(std::floor(point.x())), static_cast<int>(std::floor(point.y()))};
}

} // namespace

class TestImageCanvas : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void clickLandsOnPixel_data();
    void clickLandsOnPixel();
    void rightAndShiftClickAreBackground();
    void clickOutsideSaysNothing();
    void dragGivesBox_data();
    void dragGivesBox();
    void shortDragIsAClick();
    void boxWithoutAreaSaysNothing();
    void escapeCancelsDrag();
    void middleDragAndSpacePan();
    void wheelZoomsAtCursor();
    void pixelsAreCrispWhenLarge();
    void layerCoversExactlyItsPixels();
    void outlineIsAsWideAtEveryZoom();
    void opacityAndOutlineAreTheStyles();
    void smallLayerIsStretchedOverThePicture();
    void previewIsPaintedAndForgotten();
    void keyboardPlacesPoints();
    void keyboardDrawsBox();
    void keyboardZoomsAtItsCursor();
    void zoomEndsAt32();
    void marksDifferInShapeAndKeepTheirSize();

private:
    static std::shared_ptr<const Mask> rightHalf();
    QColor colourAt(double x, double y) { return m_canvas->grab().toImage().pixelColor(at(*m_canvas, x, y)); }

    std::unique_ptr<ImageCanvas> m_canvas;
    std::vector<PointPrompt> m_points;
    std::vector<BoxPrompt> m_boxes;
};

void TestImageCanvas::init()
{
    m_points.clear();
    m_boxes.clear();
    m_canvas = std::make_unique<ImageCanvas>();
    m_canvas->resize(480, 400);
    m_canvas->setPicture(greyPicture(240, 200));
    connect(m_canvas.get(), &ImageCanvas::pointed, this, [this](const PointPrompt& p) { m_points.push_back(p); });
    connect(m_canvas.get(), &ImageCanvas::boxed, this, [this](const BoxPrompt& b) { m_boxes.push_back(b); });
    m_canvas->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_canvas.get()));
}

void TestImageCanvas::clickLandsOnPixel_data()
{
    QTest::addColumn<QSize>("picture");
    QTest::addColumn<double>("zoom");
    QTest::addColumn<QPoint>("pixel");
    QTest::newRow("landscape at 100 %") << QSize(240, 200) << 1.0 << QPoint(100, 77);
    QTest::newRow("landscape at 300 %") << QSize(240, 200) << 3.0 << QPoint(121, 99);
    QTest::newRow("portrait fitted") << QSize(100, 400) << 0.0 << QPoint(3, 396);
    QTest::newRow("portrait at 3200 %") << QSize(100, 400) << 32.0 << QPoint(49, 201);
    QTest::newRow("first pixel") << QSize(240, 200) << 1.0 << QPoint(0, 0);
    QTest::newRow("last pixel") << QSize(240, 200) << 1.0 << QPoint(239, 199);
    QTest::newRow("one row") << QSize(200, 1) << 2.0 << QPoint(120, 0);
}

void TestImageCanvas::clickLandsOnPixel()
{
    QFETCH(QSize, picture);
    QFETCH(double, zoom);
    QFETCH(QPoint, pixel);
    m_canvas->setPicture(greyPicture(picture.width(), picture.height()));
    if (zoom > 0) {
        m_canvas->zoomTo(zoom);
    }
    QTest::mouseClick(m_canvas.get(), Qt::LeftButton, {}, at(*m_canvas, pixel.x(), pixel.y()));
    QCOMPARE(m_points.size(), 1u);
    QCOMPARE(m_points[0], (PointPrompt{double(pixel.x()), double(pixel.y()), 1}));
}

void TestImageCanvas::rightAndShiftClickAreBackground()
{
    QTest::mouseClick(m_canvas.get(), Qt::RightButton, {}, at(*m_canvas, 10, 20));
    QTest::mouseClick(m_canvas.get(), Qt::LeftButton, Qt::ShiftModifier, at(*m_canvas, 30, 40));
    QCOMPARE(m_points.size(), 2u);
    QCOMPARE(m_points[0], (PointPrompt{10, 20, 0}));
    QCOMPARE(m_points[1], (PointPrompt{30, 40, 0}));
}

void TestImageCanvas::clickOutsideSaysNothing()
{
    m_canvas->zoomTo(1);
    QTest::mouseClick(m_canvas.get(), Qt::LeftButton, {}, at(*m_canvas, -5, 20));
    QTest::mouseClick(m_canvas.get(), Qt::LeftButton, {}, at(*m_canvas, 20, 205));
    QVERIFY(m_points.empty());
    QVERIFY(m_boxes.empty());
}

void TestImageCanvas::dragGivesBox_data()
{
    QTest::addColumn<QPoint>("from");
    QTest::addColumn<QPoint>("to");
    QTest::addColumn<QRect>("expected");
    QTest::newRow("left to right") << QPoint(20, 30) << QPoint(120, 130) << QRect(20, 30, 100, 100);
    QTest::newRow("right to left, upwards") << QPoint(120, 130) << QPoint(20, 30) << QRect(20, 30, 100, 100);
    QTest::newRow("clipped at both ends") << QPoint(-30, -30) << QPoint(260, 220) << QRect(0, 0, 240, 200);
    QTest::newRow("clipped to the right") << QPoint(200, 50) << QPoint(300, 60) << QRect(200, 50, 40, 10);
}

void TestImageCanvas::dragGivesBox()
{
    QFETCH(QPoint, from);
    QFETCH(QPoint, to);
    QFETCH(QRect, expected);
    m_canvas->zoomTo(1);
    dragMouse(*m_canvas, m_canvas->view().toView(QPointF(from)).toPoint(),
              m_canvas->view().toView(QPointF(to)).toPoint());
    QVERIFY(m_points.empty());
    // A press outside the picture starts a box that is clipped to it.
    QCOMPARE(m_boxes.size(), 1u);
    const BoxPrompt& box = m_boxes[0];
    QCOMPARE(QRectF(QPointF(box.x0, box.y0), QPointF(box.x1, box.y1)), QRectF(expected));
}

void TestImageCanvas::shortDragIsAClick()
{
    m_canvas->zoomTo(1);
    const QPoint start = at(*m_canvas, 50, 60);
    dragMouse(*m_canvas, start, start + QPoint(3, 4));
    QCOMPARE(m_points.size(), 1u);
    QCOMPARE(m_points[0], (PointPrompt{50, 60, 1}));
    dragMouse(*m_canvas, start, start + QPoint(6, 1));
    QCOMPARE(m_points.size(), 1u);
    QCOMPARE(m_boxes.size(), 1u);
}

void TestImageCanvas::boxWithoutAreaSaysNothing()
{
    m_canvas->zoomTo(1);
    dragMouse(*m_canvas, at(*m_canvas, 50, 60), at(*m_canvas, 80, 60));
    dragMouse(*m_canvas, at(*m_canvas, -40, -30), at(*m_canvas, -10, -10));
    QVERIFY(m_boxes.empty());
    QVERIFY(m_points.empty());
}

void TestImageCanvas::escapeCancelsDrag()
{
    const QPoint to = at(*m_canvas, 90, 90);
    QTest::mousePress(m_canvas.get(), Qt::LeftButton, {}, at(*m_canvas, 20, 20));
    QTest::mouseMove(m_canvas.get(), to);
    QTest::keyClick(m_canvas.get(), Qt::Key_Escape);
    QTest::mouseRelease(m_canvas.get(), Qt::LeftButton, {}, to);
    QVERIFY(m_boxes.empty());
    QVERIFY(m_points.empty());
}

void TestImageCanvas::middleDragAndSpacePan()
{
    const QPointF before = m_canvas->view().toView(QPointF(0, 0));
    dragMouse(*m_canvas, {100, 100}, {130, 90}, Qt::MiddleButton);
    QCOMPARE(m_canvas->view().toView(QPointF(0, 0)), before + QPointF(30, -10));
    QTest::keyPress(m_canvas.get(), Qt::Key_Space);
    dragMouse(*m_canvas, {100, 100}, {70, 110});
    QTest::keyRelease(m_canvas.get(), Qt::Key_Space);
    QCOMPARE(m_canvas->view().toView(QPointF(0, 0)), before);
    QVERIFY(m_points.empty());
    QVERIFY(m_boxes.empty());
}

void TestImageCanvas::wheelZoomsAtCursor()
{
    const QPointF cursor(300, 120);
    const QPointF before = m_canvas->view().toPicture(cursor);
    const double zoom = m_canvas->view().zoom();
    turnWheel(*m_canvas, cursor, 2);
    QVERIFY(QLineF(m_canvas->view().toPicture(cursor), before).length() < 1e-9);
    QVERIFY(qFuzzyCompare(m_canvas->view().zoom(), zoom * 1.25 * 1.25));
}

void TestImageCanvas::pixelsAreCrispWhenLarge()
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

void TestImageCanvas::layerCoversExactlyItsPixels()
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

/// x from 120 of 240.
std::shared_ptr<const Mask> TestImageCanvas::rightHalf()
{
    auto mask = std::make_shared<Mask>(Mask{240, 200, std::vector<std::uint8_t>(240 * 200, 0)});
    for (std::size_t i = 0; i < mask->pixels.size(); ++i) {
        mask->pixels[i] = i % 240 >= 120 ? 1 : 0;
    }
    return mask;
}

void TestImageCanvas::outlineIsAsWideAtEveryZoom()
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

void TestImageCanvas::opacityAndOutlineAreTheStyles()
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

void TestImageCanvas::smallLayerIsStretchedOverThePicture()
{
    QImage layer(2, 1, QImage::Format_ARGB32_Premultiplied);
    layer.setPixel(0, 0, qRgba(255, 0, 0, 255));
    layer.setPixel(1, 0, qRgba(0, 0, 255, 255));
    m_canvas->zoomTo(2);
    m_canvas->setLayer(layer);
    QCOMPARE(colourAt(60, 100), QColor(255, 0, 0));
    QCOMPARE(colourAt(180, 100), QColor(0, 0, 255));
}

void TestImageCanvas::previewIsPaintedAndForgotten()
{
    m_canvas->zoomTo(1);
    const QImage before = m_canvas->grab().toImage();
    m_canvas->setPreview(rightHalf());
    QVERIFY(colourAt(180, 100) != QColor(128, 128, 128));
    QCOMPARE(colourAt(60, 100), QColor(128, 128, 128));
    m_canvas->setPreview(nullptr);
    QCOMPARE(m_canvas->grab().toImage(), before);
}

void TestImageCanvas::keyboardPlacesPoints()
{
    m_canvas->zoomTo(1);
    m_canvas->placePoint(1);
    QCOMPARE(m_points.size(), 1u);
    QCOMPARE(m_points[0], (PointPrompt{120, 100, 1})); // the middle of the view
    QTest::keyClick(m_canvas.get(), Qt::Key_Left, Qt::ControlModifier);
    QTest::keyClick(m_canvas.get(), Qt::Key_Down, Qt::ControlModifier | Qt::ShiftModifier);
    m_canvas->placePoint(0);
    QCOMPARE(m_points.back(), (PointPrompt{112, 101, 0}));
    for (int i = 0; i < 40; ++i) {
        QTest::keyClick(m_canvas.get(), Qt::Key_Right, Qt::ControlModifier);
    }
    m_canvas->placePoint(1);
    QCOMPARE(m_points.back(), (PointPrompt{239, 101, 1})); // stays in the picture
}

void TestImageCanvas::keyboardDrawsBox()
{
    m_canvas->zoomTo(1);
    m_canvas->placeCorner();
    QVERIFY(m_boxes.empty());
    QTest::keyClick(m_canvas.get(), Qt::Key_Left, Qt::ControlModifier);
    QTest::keyClick(m_canvas.get(), Qt::Key_Up, Qt::ControlModifier);
    m_canvas->placeCorner();
    QCOMPARE(m_boxes.size(), 1u);
    QCOMPARE(m_boxes[0], (BoxPrompt{112, 92, 121, 101}));
    m_canvas->placeCorner();
    QTest::keyClick(m_canvas.get(), Qt::Key_Escape);
    m_canvas->placeCorner(); // a first corner again
    QCOMPARE(m_boxes.size(), 1u);
}

void TestImageCanvas::keyboardZoomsAtItsCursor()
{
    m_canvas->zoomTo(1);
    for (int i = 0; i < 10; ++i) {
        QTest::keyClick(m_canvas.get(), Qt::Key_Right, Qt::ControlModifier);
    }
    const QPointF before = m_canvas->view().toView(QPointF(200.5, 100.5));
    m_canvas->zoomBy(3);
    QVERIFY(QLineF(m_canvas->view().toView(QPointF(200.5, 100.5)), before).length() < 1e-9);
    QVERIFY(qFuzzyCompare(m_canvas->view().zoom(), std::pow(1.25, 3)));
}

void TestImageCanvas::zoomEndsAt32()
{
    m_canvas->zoomBy(100);
    QCOMPARE(m_canvas->view().zoom(), 32.0);
    m_canvas->zoomBy(-100);
    QCOMPARE(m_canvas->view().zoom(), 1.0); // fitted is 200 %; 100 % is still in reach
    m_canvas->fit();
    QCOMPARE(m_canvas->view().zoom(), 2.0);
}

void TestImageCanvas::marksDifferInShapeAndKeepTheirSize()
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

SAMSCOPE_TEST(tst_image_canvas, QApplication, TestImageCanvas)
#include "tst_image_canvas.moc"
