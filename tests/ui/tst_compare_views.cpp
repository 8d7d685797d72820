#include <QDialog>
#include <QKeySequenceEdit>
#include <QMouseEvent>
#include <QToolButton>
#include <QWheelEvent>

#include <functional>

#include "tests/support/by_hand.h"
#include "tests/support/compare_fixture.h"
#include "tests/support/test_program.h"
#include "ui/compare/wipe_handle.h"

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

void wheel(ImageCanvas& canvas, QPointF place, int steps)
{
    QWheelEvent event(place, canvas.mapToGlobal(place), {}, {0, 120 * steps}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&canvas, &event);
}

} // namespace

/// The ways in which Compare lays two masks over a picture, each by mouse and by keyboard.
class TestCompareViews : public QObject, private CompareFixture
{
    Q_OBJECT

    void show(const char* button, Qt::Key key, bool keyboard)
    {
        if (keyboard) {
            QTest::keyClick(&canvas(), key);
        } else {
            QVERIFY(clickOn<QToolButton>(*m_window, button));
        }
        QVERIFY(child<QToolButton>(*m_window, button).isChecked());
        canvas().setFocus();
    }

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

    QString bothMoved()
    {
        const auto middleOf = [](const ImageCanvas& shown) {
            return shown.view().toPicture(QRectF(shown.rect()).center());
        };
        const double apart = QLineF(middleOf(canvas()), middleOf(second())).length();
        const bool same = qFuzzyCompare(canvas().view().zoom(), second().view().zoom()) && apart < 1;
        return same ? QString()
                    : u"zoom %1 and %2, %3 pixels apart"_s.arg(canvas().view().zoom())
                          .arg(second().view().zoom())
                          .arg(apart);
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
        show("showA", Qt::Key_BracketLeft, keyboard);
        ask();
        QTRY_COMPARE(wrong(maskOf(false), plain), QString());
        show("showB", Qt::Key_BracketRight, keyboard);
        QCOMPARE(wrong(maskOf(true), plain), QString());
        show("showA", Qt::Key_BracketLeft, keyboard);
        QCOMPARE(wrong(maskOf(false), plain), QString());
    }

    void differenceMapShowsWhatOnlyOneHas_data() { mouseAndKeyboard(); }

    void differenceMapShowsWhatOnlyOneHas()
    {
        QFETCH(bool, keyboard);
        openAll();
        canvas().setFocus();
        const QImage plain = shot();
        show("showDifference", Qt::Key_F, keyboard);
        ask();
        const Mask either = combined(maskOf(false), maskOf(true), [](int, bool inA, bool inB) { return inA || inB; });
        QTRY_COMPARE(wrong(either, plain), QString());
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
        show("showA", Qt::Key_BracketLeft, keyboard);
        show("showWipe", Qt::Key_W, keyboard);
        ask();
        auto& handle = child<WipeHandle>(*m_window, "wipeHandle");
        QTRY_VERIFY(handle.isVisible());
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
        QTRY_COMPARE(shownIsRight(), QString());
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
            const QPointF place = handle.mapFromParent(QPointF(target, 50));
            QMouseEvent move(QEvent::MouseMove, place, handle.mapToGlobal(place), Qt::NoButton, Qt::LeftButton, {});
            QCoreApplication::sendEvent(&handle, &move);
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
        show("showBlink", Qt::Key_B, keyboard);
        ask();
        for (const bool isB : {false, true, false}) {
            QTRY_COMPARE(wrong(maskOf(isB), plain), QString());
        }
        show("showB", Qt::Key_BracketRight, keyboard);
        QTest::qWait(700); // longer than a turn
        QCOMPARE(wrong(maskOf(true), plain), QString());
    }

    void sideBySideShowsBoth_data() { mouseAndKeyboard(); }

    void sideBySideShowsBoth()
    {
        QFETCH(bool, keyboard);
        openAll();
        QVERIFY(!second().isVisible());
        show("showSideBySide", Qt::Key_S, keyboard);
        QVERIFY(second().isVisible());
        QTRY_VERIFY(std::abs(canvas().width() - second().width()) <= 1);
        const QImage plainA = shot();
        const QImage plainB = second().grab().toImage();
        click(canvas(), 40, 60);
        QTRY_COMPARE(wrong(maskOf(false), plainA), QString());
        QTRY_COMPARE(paintedWrong(second(), maskOf(true), plainB, m_prompts), QString());
        show("showWipe", Qt::Key_W, keyboard);
        QVERIFY(!second().isVisible());
    }

    void viewsMoveTogether_data() { mouseAndKeyboard(); }

    void viewsMoveTogether()
    {
        QFETCH(bool, keyboard);
        openAll();
        show("showSideBySide", Qt::Key_S, keyboard);
        QTRY_VERIFY(std::abs(canvas().width() - second().width()) <= 1);
        for (ImageCanvas* moved : {&canvas(), &second()}) {
            const double zoom = moved->view().zoom();
            if (keyboard) {
                moved->setFocus();
                QTest::keyClick(moved, Qt::Key_Plus);
                QTest::keyClick(moved, Qt::Key_Plus);
                QTest::keyClick(moved, Qt::Key_Minus);
            } else {
                wheel(*moved, QPointF(100, 80), 1);
            }
            QVERIFY(qFuzzyCompare(moved->view().zoom(), zoom * 1.25));
            QCOMPARE(bothMoved(), QString());
            const QPointF origin = moved->view().toView(QPointF(0, 0));
            if (!keyboard) {
                QTest::mousePress(moved, Qt::MiddleButton, {}, {100, 100});
                QTest::mouseMove(moved, {130, 90});
                QTest::mouseRelease(moved, Qt::MiddleButton, {}, {130, 90});
                QCOMPARE(moved->view().toView(QPointF(0, 0)), origin + QPointF(30, -10));
                QCOMPARE(bothMoved(), QString());
            }
        }
    }

    void changedKeysWorkInBothViews()
    {
        openAll();
        show("showSideBySide", Qt::Key_S, true);
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto& dialog = child<QDialog>(*m_window, "keysDialog");
        auto& edit = child<QKeySequenceEdit>(dialog, "keys_compareForegroundAction");
        QTest::keyClick(&edit, Qt::Key_P);
        QTRY_COMPARE(child<QAction>(*m_window, "compareForegroundAction").shortcut(), QKeySequence(u"P"_s));
        dialog.close();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        for (ImageCanvas* asked : {&canvas(), &second()}) {
            asked->setFocus();
            QTest::keyClick(asked, Qt::Key_Return);
            QTest::qWait(20);
            QCOMPARE(columns(), 0);
            QTest::keyClick(asked, Qt::Key_P);
            QTRY_COMPARE(columns(), 3);
            QTest::keyClick(asked, Qt::Key_C);
            QTRY_COMPARE(columns(), 0);
        }
    }

    void promptsOfEitherViewAreBoths_data() { mouseAndKeyboard(); }

    void promptsOfEitherViewAreBoths()
    {
        QFETCH(bool, keyboard);
        openAll();
        show("showSideBySide", Qt::Key_S, keyboard);
        QTRY_VERIFY(std::abs(canvas().width() - second().width()) <= 1);
        for (ImageCanvas* asked : {&second(), &canvas()}) {
            canvas().setFocus();
            const QImage plain = shot(), plainOfSecond = second().grab().toImage();
            if (keyboard) {
                asked->setFocus();
                QTest::keyClick(asked, Qt::Key_Left, Qt::ControlModifier);
                QTest::keyClick(asked, Qt::Key_Return);
                QTest::keyClick(asked, Qt::Key_Escape); // the cursor goes
            } else {
                click(*asked, 40, 60);
            }
            QTRY_COMPARE(columns(), 3);
            canvas().setFocus();
            const PromptSet prompts = m_state->lastPrompts();
            QCOMPARE(prompts.points.size(), 1u);
            QTRY_COMPARE(paintedWrong(canvas(), expectedMask(prompts, 1), plain, prompts), QString());
            QTRY_COMPARE(paintedWrong(second(), expectedMask(prompts, 1, 0, true), plainOfSecond, prompts), QString());
            QTest::keyClick(asked, Qt::Key_C);
            QTRY_COMPARE(columns(), 0);
        }
    }

    void encodersAreShownBlockByBlock_data() { mouseAndKeyboard(); }

    void encodersAreShownBlockByBlock()
    {
        QFETCH(bool, keyboard);
        openAll();
        QCOMPARE(text("divergenceCaption"), u"Embedding: cosine 1, max |Δ| 0.25"_s);
        auto& plot = child<QWidget>(*m_window, "divergencePlot");
        const auto blockAt = [&](double fraction, Qt::Key key) {
            if (keyboard) {
                QTest::keyClick(&plot, key);
            } else {
                const QPointF place(plot.width() * fraction, plot.height() / 2.0);
                QMouseEvent move(QEvent::MouseMove, place, plot.mapToGlobal(place), Qt::NoButton, Qt::NoButton, {});
                QCoreApplication::sendEvent(&plot, &move);
            }
            return text("divergenceBlock");
        };
        QTest::qWait(50); // the plot lays itself out
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "divergencePlot"));
        }
        QCOMPARE(blockAt(0.35, Qt::Key_Home), u"after block 0: cosine 1, max |Δ| 0"_s);
        const QImage before = plot.grab().toImage();
        QVERIFY2(blockAt(0.65, Qt::Key_Right).startsWith(u"after block 1: cosine 0.99146"_s),
                 qPrintable(text("divergenceBlock")));
        QVERIFY(text("divergenceBlock").endsWith(u"max |Δ| 1"_s));
        QTRY_VERIFY(plot.grab().toImage() != before); // the block is marked
        if (keyboard) {
            QVERIFY(blockAt(0, Qt::Key_Right).contains(u"block 1"_s)); // there is no further one
            QVERIFY(blockAt(0, Qt::Key_Left).contains(u"block 0"_s));
        }
    }

    void whatCannotBeComparedIsSaid()
    {
        m_state->deeper = true;
        openAll();
        QVERIFY2(text("divergenceCaption").contains(u"2 blocks against 3"_s), qPrintable(text("divergenceCaption")));
    }

    void theEmptyTableSaysWhatToDo()
    {
        QVERIFY(clickOn<QAbstractButton>(*m_window, "switchCompare"));
        const QImage hint = table().viewport()->grab().toImage();
        const QRgb background = hint.pixel(1, 1);
        bool written = false;
        for (int x = 0; x < hint.width() && !written; ++x) {
            written = hint.pixel(x, hint.height() / 2) != background;
        }
        QVERIFY(written);
    }
};

SAMSCOPE_TEST(tst_compare_views, QApplication, TestCompareViews)
#include "tst_compare_views.moc"
