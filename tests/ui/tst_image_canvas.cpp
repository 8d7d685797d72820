#include "tests/support/by_hand.h"
#include "tests/support/canvas_fixture.h"
#include "tests/support/test_program.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace samscope;

class TestImageCanvas : public QObject, private CanvasFixture
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
    void keyboardPlacesPoints();
    void keyboardDrawsBox();
    void keyboardZoomsAtItsCursor();
    void zoomEndsAt32();

private:
    std::vector<PointPrompt> m_points;
    std::vector<Rect<double>> m_boxes;
};

void TestImageCanvas::init()
{
    m_points.clear();
    m_boxes.clear();
    start();
    connect(m_canvas.get(), &ImageCanvas::pointed, this, [this](const PointPrompt& p) { m_points.push_back(p); });
    connect(m_canvas.get(), &ImageCanvas::boxed, this, [this](const Rect<double>& b) { m_boxes.push_back(b); });
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
    QTest::mouseClick(m_canvas.get(), Qt::LeftButton, {}, at(pixel.x(), pixel.y()));
    QCOMPARE(m_points.size(), 1u);
    QCOMPARE(m_points[0], (PointPrompt{double(pixel.x()), double(pixel.y()), 1}));
}

void TestImageCanvas::rightAndShiftClickAreBackground()
{
    QTest::mouseClick(m_canvas.get(), Qt::RightButton, {}, at(10, 20));
    QTest::mouseClick(m_canvas.get(), Qt::LeftButton, Qt::ShiftModifier, at(30, 40));
    QCOMPARE(m_points.size(), 2u);
    QCOMPARE(m_points[0], (PointPrompt{10, 20, 0}));
    QCOMPARE(m_points[1], (PointPrompt{30, 40, 0}));
}

void TestImageCanvas::clickOutsideSaysNothing()
{
    m_canvas->zoomTo(1);
    QTest::mouseClick(m_canvas.get(), Qt::LeftButton, {}, at(-5, 20));
    QTest::mouseClick(m_canvas.get(), Qt::LeftButton, {}, at(20, 205));
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
    const Rect<double>& box = m_boxes[0];
    QCOMPARE(QRectF(QPointF(box.x0, box.y0), QPointF(box.x1, box.y1)), QRectF(expected));
}

void TestImageCanvas::shortDragIsAClick()
{
    m_canvas->zoomTo(1);
    const QPoint start = at(50, 60);
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
    dragMouse(*m_canvas, at(50, 60), at(80, 60));
    dragMouse(*m_canvas, at(-40, -30), at(-10, -10));
    QVERIFY(m_boxes.empty());
    QVERIFY(m_points.empty());
}

void TestImageCanvas::escapeCancelsDrag()
{
    const QPoint to = at(90, 90);
    QTest::mousePress(m_canvas.get(), Qt::LeftButton, {}, at(20, 20));
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
    QCOMPARE(m_boxes[0], (Rect<double>{112, 92, 121, 101}));
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

SAMSCOPE_TEST(tst_image_canvas, QApplication, TestImageCanvas)
#include "tst_image_canvas.moc"
