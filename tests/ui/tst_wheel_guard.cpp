#include "tests/support/by_hand.h"
#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"

#include <QComboBox>
#include <QDockWidget>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// The wheel scrolls; it changes no choice that happens to lie under it.
class TestWheelGuard : public QObject, private SegmentFixture
{
    Q_OBJECT

    void turnOver(const char* name, int steps)
    {
        auto& box = child<QWidget>(*m_window, name);
        turnWheel(box, QRectF(box.rect()).center(), steps);
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void noOtherPictureIsOpened()
    {
        openBoth();
        m_window->openImage(*m_folder / "b.png");
        TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
        auto& recent = child<QComboBox>(*m_window, "imagePath");
        QVERIFY(recent.count() > 1);
        for (const bool focused : {false, true}) {
            focused ? recent.setFocus() : canvas().setFocus();
            turnOver("imagePath", -1);
            turnOver("imagePath", 1);
            turnOver("imagePath", 1);
            QCOMPARE(recent.currentText(), path("b.png"));
        }
    }

    void aBoxTakesTheWheelWithTheFocusOnly()
    {
        m_window->showWorkspace(MainWindow::Segment);
        auto& numerics = child<QComboBox>(*m_window, "numericsBox");
        QVERIFY((numerics.focusPolicy() & Qt::WheelFocus) != Qt::WheelFocus);
        canvas().setFocus();
        turnOver("numericsBox", -1);
        QCOMPARE(numerics.currentIndex(), 0);
        numerics.setFocus();
        turnOver("numericsBox", -1);
        QCOMPARE(numerics.currentIndex(), 1);
        auto& points = child<QSpinBox>(*m_window, "everythingPoints");
        child<QDockWidget>(*m_window, "everythingDock").raise();
        TRY_VERIFY(!points.visibleRegion().isEmpty());
        const int before = points.value();
        turnOver("everythingPoints", 1);
        QCOMPARE(points.value(), before);
    }

    void thePageIsScrolledOverABox()
    {
        m_window->showWorkspace(MainWindow::Convert);
        m_window->resize(960, 300);
        TRY_COMPARE(m_window->width(), 960);
        QWidget* holder = &child<QWidget>(*m_window, "convertPage");
        while (qobject_cast<QScrollArea*>(holder) == nullptr) {
            holder = holder->parentWidget();
        }
        QScrollBar& bar = *static_cast<QScrollArea*>(holder)->verticalScrollBar();
        TRY_VERIFY(bar.maximum() > 0);
        bar.setValue(0);
        canvas().setFocus();
        turnOver("dtypeBox", -1);
        QVERIFY(bar.value() > 0);
        QCOMPARE(child<QComboBox>(*m_window, "dtypeBox").currentIndex(), 0);
    }
};

SAMSCOPE_TEST(tst_wheel_guard, QApplication, TestWheelGuard)
#include "tst_wheel_guard.moc"
