
#include "tests/support/by_hand.h"
#include "tests/support/compare_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"
#include "ui/compare/wipe_handle.h"

#include <functional>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

namespace {

Mask combined(const Mask& a, const Mask& b, const std::function<bool(int x, bool inA, bool inB)>& inside)
{
    Mask mask = a;
    for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
        const int x = static_cast<int>(i) % mask.width;
        mask.pixels[i] = inside(x, a.pixels[i] != 0, b.pixels[i] != 0) ? 1 : 0;
    }
    return mask;
}

} // namespace

/// The ways in which Compare lays two masks over a picture, each by mouse and by keyboard.
class TestCompareViews : public QObject, private CompareFixture
{
    Q_OBJECT

    QString wrong(const Mask& mask, const QImage& plain) { return paintedWrong(canvas(), mask, plain, m_prompts); }

    /// The colour where A's and B's masks are so, away from the marks.
    QColor colourWhere(bool inA, bool inB)
    {
        const Mask a = maskOf(false), b = maskOf(true);
        const QImage seen = shot();
        for (std::size_t i = 0; i < a.pixels.size(); ++i) {
            const int x = static_cast<int>(i) % imageWidth, y = static_cast<int>(i) / imageWidth;
            const QPointF point = canvas().view().toView(QPointF(x + 0.5, y + 0.5));
            if ((a.pixels[i] != 0) == inA && (b.pixels[i] != 0) == inB && !isNearMark(canvas(), m_prompts, point) &&
                seen.rect().contains(point.toPoint())) {
                return seen.pixelColor(point.toPoint());
            }
        }
        return {};
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void oneMaskAtATime_data() { mouseAndKeyboard(); }

    void oneMaskAtATime()
    {
        QFETCH(bool, keyboard);
        openAll();
        canvas().setFocus();
        const QImage plain = shot();
        showMode("showA", Qt::Key_BracketLeft, keyboard);
        ask();
        TRY_COMPARE(wrong(maskOf(false), plain), QString());
        showMode("showB", Qt::Key_BracketRight, keyboard);
        QCOMPARE(wrong(maskOf(true), plain), QString());
        showMode("showA", Qt::Key_BracketLeft, keyboard);
        QCOMPARE(wrong(maskOf(false), plain), QString());
    }

    void differenceMapShowsWhatOnlyOneHas_data() { mouseAndKeyboard(); }

    void differenceMapShowsWhatOnlyOneHas()
    {
        QFETCH(bool, keyboard);
        openAll();
        canvas().setFocus();
        const QImage plain = shot();
        showMode("showDifference", Qt::Key_F, keyboard);
        ask();
        const Mask either = combined(maskOf(false), maskOf(true), [](int, bool inA, bool inB) { return inA || inB; });
        TRY_COMPARE(wrong(either, plain), QString());
        const QColor onlyA = colourWhere(true, false), onlyB = colourWhere(false, true), both = colourWhere(true, true);
        QVERIFY(onlyA.blue() > onlyA.red() && onlyB.red() > onlyB.blue());
        QVERIFY(std::abs(both.red() - both.blue()) < 60);
    }

    void wipeGoesOverFromAToB_data() { mouseAndKeyboard(); }

    void wipeGoesOverFromAToB()
    {
        QFETCH(bool, keyboard);
        openAll();
        canvas().setFocus();
        const QImage plain = shot();
        showMode("showA", Qt::Key_BracketLeft, keyboard);
        showMode("showWipe", Qt::Key_W, keyboard);
        ask();
        auto& handle = child<WipeHandle>(*m_window, "wipeHandle");
        TRY_VERIFY(handle.isVisible());
        const CompareView& view = *page().findChild<CompareView*>();
        const auto shownIsRight = [&] {
            const int column = view.splitColumn();
            const QWidget* focus = QApplication::focusWidget();
            canvas().setFocus();
            handle.hide(); // it covers what is compared
            const auto wiped = [&](int x, bool inA, bool inB) { return x < column ? inA : inB; };
            const QString found = wrong(combined(maskOf(false), maskOf(true), wiped), plain);
            handle.show();
            if (focus == &handle) {
                handle.setFocus();
            }
            return found;
        };
        QCOMPARE(view.splitColumn(), imageWidth / 2);
        TRY_COMPARE(shownIsRight(), QString());
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "wipeHandle"));
            pressKey(Qt::Key_Left, Qt::ShiftModifier);
            QVERIFY(std::abs(view.splitColumn() - (imageWidth / 2 - imageWidth / 10)) <= 1);
            QCOMPARE(shownIsRight(), QString());
            const int column = view.splitColumn();
            for (int i = 0; i < 5; ++i) {
                pressKey(Qt::Key_Right);
            }
            QVERIFY(std::abs(view.splitColumn() - (column + imageWidth / 20)) <= 1);
            QCOMPARE(shownIsRight(), QString());
            return;
        }
        for (const int column : {70, 30, 45}) {
            const double target = canvas().view().toView(QPointF(column, 0)).x();
            QTest::mousePress(&handle, Qt::LeftButton, {}, handle.rect().center());
            moveMouse(handle, handle.mapFromParent(QPointF(target, 50)), Qt::LeftButton);
            QTest::mouseRelease(&handle, Qt::LeftButton);
            QVERIFY(std::abs(view.splitColumn() - column) <= 1);
            QCOMPARE(shownIsRight(), QString());
        }
    }

    void blinkShowsBothInTurn_data() { mouseAndKeyboard(); }

    void blinkShowsBothInTurn()
    {
        QFETCH(bool, keyboard);
        openAll();
        canvas().setFocus();
        const QImage plain = shot();
        showMode("showBlink", Qt::Key_B, keyboard);
        ask();
        for (const bool isB : {false, true, false}) {
            TRY_COMPARE(wrong(maskOf(isB), plain), QString());
        }
        showMode("showB", Qt::Key_BracketRight, keyboard);
        passTimers(700); // longer than a turn
        QCOMPARE(wrong(maskOf(true), plain), QString());
    }

    void sideBySideKeepsThePlaceAndTheZoom_data() { mouseAndKeyboard(); }

    void sideBySideKeepsThePlaceAndTheZoom()
    {
        QFETCH(bool, keyboard);
        openAll();
        canvas().zoomTo(9);
        turnWheel(canvas(), QPointF(40, 40), 1);
        const double zoom = canvas().view().zoom();
        const auto middle = [](ImageCanvas& view) { return view.view().toPicture(QRectF(view.rect()).center()); };
        const QPointF place = middle(canvas());
        showMode("showSideBySide", Qt::Key_S, keyboard);
        TRY_VERIFY(std::abs(canvas().width() - second().width()) <= 1);
        handlePostedEvents();
        for (ImageCanvas* view : {&canvas(), &second()}) {
            QCOMPARE(view->view().zoom(), zoom);
            QVERIFY2(QLineF(middle(*view), place).length() < 1, qPrintable(view->objectName()));
        }
    }

    void sideBySideShowsBoth_data() { mouseAndKeyboard(); }

    void sideBySideShowsBoth()
    {
        QFETCH(bool, keyboard);
        openAll();
        QVERIFY(!second().isVisible());
        showMode("showSideBySide", Qt::Key_S, keyboard);
        QVERIFY(second().isVisible());
        TRY_VERIFY(std::abs(canvas().width() - second().width()) <= 1);
        const QImage plainA = shot();
        const QImage plainB = second().grab().toImage();
        click(canvas(), 40, 60);
        TRY_COMPARE(wrong(maskOf(false), plainA), QString());
        TRY_COMPARE(paintedWrong(second(), maskOf(true), plainB, m_prompts), QString());
        showMode("showWipe", Qt::Key_W, keyboard);
        QVERIFY(!second().isVisible());
    }
};

SAMSCOPE_TEST(tst_compare_views, QApplication, TestCompareViews)
#include "tst_compare_views.moc"
