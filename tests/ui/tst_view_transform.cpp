#include "tests/support/test_program.h"
#include "ui/canvas/view_transform.h"

#include <QTest>

using namespace samscope;

class TestViewTransform : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fitsWholePicture_data();
    void fitsWholePicture();
    void turnsPointsBack_data();
    void turnsPointsBack();
    void zoomKeepsPointUnderCursor();
    void zoomIsInDevicePixels();
    void zoomStaysWithinLimits();
    void fittedViewFollowsResize();
    void freeViewKeepsCentreOnResize();
    void pictureStaysInReach();
};

void TestViewTransform::fitsWholePicture_data()
{
    QTest::addColumn<QSize>("picture");
    QTest::addColumn<QRectF>("expected");
    QTest::newRow("landscape") << QSize(800, 400) << QRectF(0, 100, 400, 200);
    QTest::newRow("portrait") << QSize(300, 600) << QRectF(100, 0, 200, 400);
    QTest::newRow("small pictures grow") << QSize(40, 40) << QRectF(0, 0, 400, 400);
    QTest::newRow("one pixel grows to the limit") << QSize(1, 1) << QRectF(184, 184, 32, 32);
}

void TestViewTransform::fitsWholePicture()
{
    QFETCH(QSize, picture);
    QFETCH(QRectF, expected);
    ViewTransform view;
    view.setViewport({400, 400}, 1);
    view.setPicture(picture);
    QCOMPARE(view.toView(QRectF(QPointF(0, 0), QSizeF(picture))), expected);
}

void TestViewTransform::turnsPointsBack_data()
{
    QTest::addColumn<double>("zoom");
    QTest::addColumn<double>("deviceRatio");
    for (const double zoom : {0.37, 1.0, 2.5, 31.0}) {
        for (const double ratio : {1.0, 1.5, 2.0}) {
            QTest::addRow("zoom %g at ratio %g", zoom, ratio) << zoom << ratio;
        }
    }
}

void TestViewTransform::turnsPointsBack()
{
    QFETCH(double, zoom);
    QFETCH(double, deviceRatio);
    ViewTransform view;
    view.setViewport({640, 480}, deviceRatio);
    view.setPicture({3000, 4000});
    view.zoomTo(zoom, {123, 45});
    for (const QPointF point : {QPointF(0, 0), QPointF(2999.5, 12.25), QPointF(17, 3999)}) {
        const QPointF back = view.toPicture(view.toView(point));
        QVERIFY(QLineF(back, point).length() < 1e-9);
    }
}

void TestViewTransform::zoomKeepsPointUnderCursor()
{
    ViewTransform view;
    view.setViewport({640, 480}, 1);
    view.setPicture({1000, 1000});
    const QPointF cursor(200, 130);
    const QPointF before = view.toPicture(cursor);
    view.zoomTo(8, cursor);
    QVERIFY(QLineF(view.toPicture(cursor), before).length() < 1e-9);
}

void TestViewTransform::zoomIsInDevicePixels()
{
    ViewTransform view;
    view.setViewport({640, 480}, 2);
    view.setPicture({100, 100});
    view.zoomTo(1, {0, 0});
    QCOMPARE(view.toView(QRectF(0, 0, 100, 100)).width(), 50.0);
}

void TestViewTransform::zoomStaysWithinLimits()
{
    ViewTransform view;
    view.setViewport({500, 500}, 1);
    view.setPicture({1000, 1000});
    view.zoomTo(1e6, {0, 0});
    QCOMPARE(view.zoom(), ViewTransform::maxZoom);
    view.zoomTo(1e-6, {400, 300});
    QCOMPARE(view.zoom(), 0.5);
    QCOMPARE(view.toView(QRectF(0, 0, 1000, 1000)), QRectF(0, 0, 500, 500)); // the whole picture
}

void TestViewTransform::fittedViewFollowsResize()
{
    ViewTransform view;
    view.setViewport({400, 400}, 1);
    view.setPicture({100, 100});
    view.setViewport({200, 300}, 1);
    QCOMPARE(view.toView(QRectF(0, 0, 100, 100)), QRectF(0, 50, 200, 200));
}

void TestViewTransform::freeViewKeepsCentreOnResize()
{
    ViewTransform view;
    view.setViewport({400, 400}, 1);
    view.setPicture({1000, 1000});
    view.zoomTo(4, {200, 200});
    const QPointF centre = view.toPicture({200, 200});
    view.setViewport({600, 300}, 1);
    QCOMPARE(view.zoom(), 4.0);
    QVERIFY(QLineF(view.toPicture({300, 150}), centre).length() < 1e-9);
}

void TestViewTransform::pictureStaysInReach()
{
    ViewTransform view;
    view.setViewport({400, 400}, 1);
    view.setPicture({100, 100});
    view.zoomTo(4, {0, 0});
    view.pan({-1e6, 1e6});
    QVERIFY(view.toView(QRectF(0, 0, 100, 100)).intersects(QRectF(0, 0, 400, 400)));
}

SAMSCOPE_TEST(tst_view_transform, QApplication, TestViewTransform)
#include "tst_view_transform.moc"
