#include "tests/support/test_program.h"
#include "ui/canvas/mouse_gesture.h"

#include <QTest>

using namespace samscope;
using Kind = MouseGesture::Kind;

class TestMouseGesture : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPressIsAClickUntilItHasMoved()
    {
        MouseGesture gesture;
        gesture.press({10, 10}, Qt::LeftButton, false, true);
        gesture.move({13, 14}); // five points away
        QCOMPARE(gesture.kind(), Kind::Foreground);
        gesture.move({14, 14});
        QCOMPARE(gesture.kind(), Kind::Box);
        gesture.move({10, 10}); // and a box remains one
        QCOMPARE(gesture.release({30, 40}), Kind::Box);
        QCOMPARE(gesture.kind(), Kind::None);
        QCOMPARE(gesture.pressed(), QPointF(10, 10));
        QCOMPARE(gesture.last(), QPointF(30, 40));
    }

    void theRightButtonOrShiftIsBackground()
    {
        MouseGesture gesture;
        gesture.press({10, 10}, Qt::RightButton, false, true);
        QCOMPARE(gesture.release({11, 10}), Kind::Background);
        gesture.press({10, 10}, Qt::LeftButton, true, true);
        QCOMPARE(gesture.kind(), Kind::Background);
        gesture.move({20, 10}); // there are no background boxes
        QCOMPARE(gesture.kind(), Kind::None);
    }

    void theMiddleButtonPansAndSoDoesSpace()
    {
        MouseGesture gesture;
        gesture.press({10, 10}, Qt::MiddleButton, false, true);
        QCOMPARE(gesture.move({40, 5}), QPointF(30, -5));
        QCOMPARE(gesture.move({41, 5}), QPointF(1, 0));
        QCOMPARE(gesture.release({41, 5}), Kind::Pan);
        gesture.setSpaceDown(true);
        gesture.press({10, 10}, Qt::LeftButton, true, true);
        QCOMPARE(gesture.kind(), Kind::Pan);
        gesture.setSpaceDown(false); // does not end it
        QCOMPARE(gesture.kind(), Kind::Pan);
        gesture.cancel();
        QCOMPARE(gesture.release({10, 10}), Kind::None);
    }

    void withoutAPictureThereIsOnlyPanning()
    {
        MouseGesture gesture;
        gesture.press({10, 10}, Qt::LeftButton, false, false);
        QCOMPARE(gesture.kind(), Kind::None);
        gesture.press({10, 10}, Qt::RightButton, false, false);
        QCOMPARE(gesture.kind(), Kind::None);
        gesture.press({10, 10}, Qt::MiddleButton, false, false);
        QCOMPARE(gesture.kind(), Kind::Pan);
    }
};

SAMSCOPE_TEST(tst_mouse_gesture, QCoreApplication, TestMouseGesture)
#include "tst_mouse_gesture.moc"
