#include "tests/support/by_hand.h"
#include "tests/support/coded_picture.h"
#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"

#include <QToolButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QSize codedSize(241, 201); // odd: the middle of the view lies within a pixel

} // namespace

/// How Segment's canvas shows a picture, read from what it paints, each by mouse and by keyboard.
class TestSegmentView : public QObject, private SegmentFixture
{
    Q_OBJECT

    void openCoded()
    {
        QVERIFY(codedPicture(codedSize).save(path("coded.png")));
        m_window->openImage(*m_folder / "coded.png");
        TRY_COMPARE(canvas().view().picture(), codedSize);
        canvas().setFocus();
    }

    void openModelAndZoom()
    {
        m_window->openModel(*m_folder / "model.pth");
        openCoded();
        for (int i = 0; i < 4; ++i) {
            zoomOnce(true, true, {});
        }
    }

    void press(const char* button, Qt::Key key, bool keyboard)
    {
        if (keyboard) {
            QTest::keyClick(&canvas(), key, Qt::ControlModifier);
        } else {
            QVERIFY(clickOn<QToolButton>(*m_window, button));
            canvas().setFocus();
        }
    }

    std::optional<QPoint> seen(QPoint place) { return codedPixel(shot().pixel(place)); }

    /// What looks like `place` around it.
    QRect squareAround(QPoint place)
    {
        const QImage now = shot();
        const auto reach = [&](QPoint step) {
            QPoint at = place;
            while (now.rect().contains(at + step) && now.pixel(at + step) == now.pixel(place)) {
                at += step;
            }
            return at;
        };
        return {QPoint(reach({-1, 0}).x(), reach({0, -1}).y()), QPoint(reach({1, 0}).x(), reach({0, 1}).y())};
    }

    /// Empty when each pixel of the view shows the picture's pixel that it lies on, unblended; at the border of two it
    /// may be either.
    QString blended()
    {
        const QImage now = shot();
        const ViewTransform& view = canvas().view();
        const double near = 0.6 / view.zoom();
        const QRectF inner = QRectF(QPointF(0, 0), QSizeF(codedSize)).adjusted(near, near, -near, -near);
        for (int y = 2; y < now.height() - 2; ++y) { // the border tells of the focus
            for (int x = 2; x < now.width() - 2; ++x) {
                const QPointF lies = view.toPicture(QPointF(x + 0.5, y + 0.5));
                if (!inner.contains(lies)) {
                    continue;
                }
                const auto pixel = codedPixel(now.pixel(x, y));
                const QRectF around(lies - QPointF(near, near), lies + QPointF(near, near));
                if (!pixel || !around.intersects(QRectF(*pixel, QSizeF(1, 1)))) {
                    return u"%1 %2 is %3 at %4"_s.arg(x).arg(y).arg(now.pixelColor(x, y).name()).arg(view.zoom());
                }
            }
        }
        return {};
    }

    static double shareAlike(const QImage& a, const QImage& b)
    {
        int alike = 0;
        for (int y = 0; y < a.height(); ++y) {
            for (int x = 0; x < a.width(); ++x) {
                alike += a.pixel(x, y) == b.pixel(x, y) ? 1 : 0;
            }
        }
        return static_cast<double>(alike) / (a.width() * a.height());
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void zoomKeepsThePixelUnderTheCursor_data()
    {
        QTest::addColumn<QString>("way");
        for (const char* way : {"wheel", "keys in the middle", "keys at their own cursor"}) {
            QTest::newRow(way) << QString::fromLatin1(way);
        }
    }

    void zoomKeepsThePixelUnderTheCursor()
    {
        QFETCH(QString, way);
        const bool keyboard = way != u"wheel"_s;
        openCoded();
        QPoint place = middle();
        QPoint pixel(codedSize.width() / 2, codedSize.height() / 2);
        if (way == u"wheel"_s) {
            pixel = {60, 50};
            place = at(pixel.x(), pixel.y());
            moveMouse(canvas(), place);
        } else if (way == u"keys at their own cursor"_s) {
            for (int i = 0; i < 12; ++i) {
                QTest::keyClick(&canvas(), Qt::Key_Left, Qt::ControlModifier);
                QTest::keyClick(&canvas(), Qt::Key_Up, Qt::ControlModifier);
            }
            pixel = pointedPixel();
            place = at(pixel.x(), pixel.y());
            QVERIFY(QLineF(place, middle()).length() > 50);
        }
        const double fitted = zoom();
        QCOMPARE(seen(place), std::optional(pixel));
        for (double before = 0; before != zoom();) {
            before = zoom();
            zoomOnce(true, keyboard, place);
            QCOMPARE(seen(place), std::optional(pixel));
        }
        QVERIFY(zoom() > 4 * fitted);
        for (double before = 0; before != zoom() && zoom() > fitted;) {
            before = zoom();
            zoomOnce(false, keyboard, place);
            QCOMPARE(seen(place), std::optional(pixel));
        }
        QVERIFY(zoom() <= fitted);
    }

    void zoomGoesFromFitTo32_data() { mouseAndKeyboard(); }

    void zoomGoesFromFitTo32()
    {
        QFETCH(bool, keyboard);
        openCoded();
        for (int i = 0; i < 30; ++i) {
            zoomOnce(true, keyboard, middle());
        }
        const QRect square = squareAround(middle());
        QVERIFY2(std::abs(square.width() - 32) <= 1 && std::abs(square.height() - 32) <= 1,
                 qPrintable(u"%1 x %2"_s.arg(square.width()).arg(square.height())));
        press("fit", Qt::Key_F, keyboard);
        const QPoint last(codedSize.width() - 1, codedSize.height() - 1);
        QCOMPARE(seen(at(0, 0)), std::optional(QPoint(0, 0)));
        QCOMPARE(seen(at(last.x(), last.y())), std::optional(last));
    }

    void zoomOutEndsWithTheWholePicture_data() { mouseAndKeyboard(); }

    void zoomOutEndsWithTheWholePicture()
    {
        QFETCH(bool, keyboard);
        QImage large(1600, 1300, QImage::Format_RGB888);
        large.fill(Qt::white);
        large.setPixelColor(0, 0, Qt::black);
        QVERIFY(large.save(path("large.png")));
        m_window->openImage(*m_folder / "large.png");
        TRY_COMPARE(canvas().view().picture(), large.size());
        canvas().setFocus();
        const QImage whole = shot();
        const auto zoomAt = [&](bool in, QPoint place, Qt::Key across, Qt::Key down) {
            for (int i = 0; keyboard && i < 30; ++i) {
                QTest::keyClick(&canvas(), across, Qt::ControlModifier);
                QTest::keyClick(&canvas(), down, Qt::ControlModifier);
            }
            for (int i = 0; i < 10; ++i) {
                zoomOnce(in, keyboard, place);
            }
            QTest::keyClick(&canvas(), Qt::Key_Escape);
        };
        zoomAt(true, {60, 60}, Qt::Key_Left, Qt::Key_Up);
        QVERIFY(shot() != whole);
        zoomAt(false, QPoint(canvas().width(), canvas().height()) - QPoint(60, 60), Qt::Key_Right, Qt::Key_Down);
        QCOMPARE(shot(), whole);
    }

    void pixelsAreCrispAbove200Percent_data() { mouseAndKeyboard(); }

    void pixelsAreCrispAbove200Percent()
    {
        QFETCH(bool, keyboard);
        openCoded();
        press("fullSize", Qt::Key_0, keyboard);
        QCOMPARE(blended(), QString()); // as large as it is: nothing to blend
        int smooth = 0, crisp = 0;
        for (double before = 0; before != zoom();) {
            before = zoom();
            zoomOnce(true, keyboard, middle());
            if (zoom() < 2) {
                ++smooth;
                QVERIFY(!blended().isEmpty());
            } else {
                ++crisp;
                QCOMPARE(blended(), QString());
            }
        }
        QVERIFY(smooth >= 3 && crisp >= 10);
    }

    void theViewIsPannedBetweenPrompts_data()
    {
        QTest::addColumn<bool>("space");
        QTest::newRow("middle button") << false;
        QTest::newRow("Space and left button") << true;
    }

    void theViewIsPannedBetweenPrompts()
    {
        QFETCH(bool, space);
        openModelAndZoom();
        const QPoint first = middle(), delta(-70, 45);
        const auto wanted = seen(first);
        QVERIFY(wanted);
        QTest::mouseClick(&canvas(), Qt::LeftButton, {}, first);
        TRY_COMPARE(chosen(), 2);
        PromptSet prompts = pointAt(wanted->x(), wanted->y());
        QCOMPARE(m_state->lastPrompts(), prompts);
        const QImage before = shot();
        if (space) {
            QTest::keyPress(&canvas(), Qt::Key_Space);
            dragMouse(canvas(), first, first + delta);
            QTest::keyRelease(&canvas(), Qt::Key_Space);
        } else {
            dragMouse(canvas(), first, first + delta, Qt::MiddleButton);
        }
        // Picture, mask and mark have moved as one.
        const QRect part = before.rect().adjusted(100, 100, -100, -100);
        const double alike = shareAlike(shot().copy(part.translated(delta)), before.copy(part));
        QVERIFY2(alike > 0.98, qPrintable(QString::number(alike))); // borders may be drawn one pixel further
        QTest::mouseClick(&canvas(), Qt::RightButton, {}, first + delta);
        prompts.points.push_back({double(wanted->x()), double(wanted->y()), 0});
        TRY_COMPARE(m_state->lastPrompts(), prompts);
    }

    void theViewFollowsTheKeyboardsCursor()
    {
        openModelAndZoom();
        const QPoint middle(codedSize.width() / 2, codedSize.height() / 2); // a pixel
        PromptSet prompts = pointAt(middle.x(), middle.y());
        QTest::keyClick(&canvas(), Qt::Key_Return);
        TRY_COMPARE(chosen(), 2);
        const QPointF origin = canvas().view().toView(QPointF(0, 0));
        for (int i = 0; i < 200 && canvas().view().toView(QPointF(0, 0)) == origin; ++i) {
            QTest::keyClick(&canvas(), Qt::Key_Right, Qt::ControlModifier);
        }
        const QPoint pixel = pointedPixel();
        QCOMPARE(seen(at(pixel.x(), pixel.y())), std::optional(pixel)); // the cursor is open in its middle
        QTest::keyClick(&canvas(), Qt::Key_Return);
        prompts.points.push_back({double(pixel.x()), double(pixel.y()), 1});
        TRY_COMPARE(m_state->lastPrompts(), prompts);
    }
};

SAMSCOPE_TEST(tst_segment_view, QApplication, TestSegmentView)
#include "tst_segment_view.moc"
