#include "tests/support/by_hand.h"
#include "tests/support/coded_picture.h"
#include "tests/support/compare_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"

#include <QDialog>
#include <QKeySequenceEdit>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// Two views side by side: they move together, and prompts of either are both models'.
class TestCompareLinked : public QObject, private CompareFixture
{
    Q_OBJECT

    /// Empty when both views paint the same pixels of a coded picture at the same places.
    QString apart()
    {
        const QImage left = canvas().grab().toImage(), right = second().grab().toImage();
        int compared = 0;
        for (int y = 20; y < left.height() - 20; y += 10) {
            for (int x = 20; x < left.width() - 20; x += 10) {
                const auto a = codedPixel(left.pixel(x, y)), b = codedPixel(right.pixel(x, y));
                if (a && b && (*a - *b).manhattanLength() > 1) { // one view may be a pixel wider
                    return u"at %1 %2: column %3 and %4, row %5 and %6"_s.arg(x)
                        .arg(y)
                        .arg(a->x())
                        .arg(b->x())
                        .arg(a->y())
                        .arg(b->y());
                }
                compared += a && b ? 1 : 0;
            }
        }
        return compared > 500 ? QString() : u"only %1 places could be compared"_s.arg(compared);
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void viewsMoveTogether_data()
    {
        QTest::addColumn<bool>("pan");
        QTest::addColumn<bool>("keyboard");
        QTest::addColumn<bool>("fromRight");
        for (const bool pan : {false, true}) {
            for (const bool keyboard : {false, true}) {
                for (const bool fromRight : {false, true}) {
                    QTest::addRow("%s by %s, %s", pan ? "pan" : "zoom", keyboard ? "keyboard" : "mouse",
                                  fromRight ? "right to left" : "left to right")
                        << pan << keyboard << fromRight;
                }
            }
        }
    }

    void viewsMoveTogether()
    {
        QFETCH(bool, pan);
        QFETCH(bool, keyboard);
        QFETCH(bool, fromRight);
        openAll();
        QVERIFY(codedPicture({241, 201}).save(path("coded.png")));
        drop(path("coded.png"));
        TRY_VERIFY(isEncoded());
        showMode("showSideBySide", Qt::Key_S, keyboard);
        TRY_VERIFY(std::abs(canvas().width() - second().width()) <= 1);
        for (ImageCanvas* view : {&canvas(), &second()}) { // alike to start with, whether they are linked or not
            view->zoomTo(6);
        }
        QCOMPARE(apart(), QString());
        ImageCanvas& moved = fromRight ? second() : canvas();
        const ImageCanvas& other = fromRight ? canvas() : second();
        const auto placeOfFirst = [&other] { return other.view().toView(QPointF(0, 0)); };
        const double zoom = other.view().zoom();
        const QPointF place = placeOfFirst();
        if (keyboard) {
            QVERIFY(tabTo(*m_window, qPrintable(moved.objectName())));
        }
        if (!pan && keyboard) {
            pressKey(Qt::Key_Plus);
            pressKey(Qt::Key_Plus);
            pressKey(Qt::Key_Minus);
        } else if (!pan) {
            turnWheel(moved, QPointF(100, 80), 1);
        } else if (keyboard) {
            for (int i = 0; i < 200 && placeOfFirst() == place; ++i) {
                pressKey(Qt::Key_Down, Qt::ControlModifier);
            }
        } else {
            dragMouse(moved, {100, 100}, {160, 70}, Qt::MiddleButton);
        }
        QVERIFY(pan ? placeOfFirst() != place : qFuzzyCompare(other.view().zoom(), 1.25 * zoom));
        QCOMPARE(apart(), QString());
    }

    void changedKeysWorkInBothViews()
    {
        openAll();
        showMode("showSideBySide", Qt::Key_S, true);
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto& dialog = child<QDialog>(*m_window, "keysDialog");
        auto& edit = child<QKeySequenceEdit>(dialog, "keys_compareForegroundAction");
        QTest::keyClick(&edit, Qt::Key_P);
        TRY_COMPARE(child<QAction>(*m_window, "compareForegroundAction").shortcut(), QKeySequence(u"P"_s));
        dialog.close();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
        for (ImageCanvas* asked : {&canvas(), &second()}) {
            asked->setFocus();
            QTest::keyClick(asked, Qt::Key_Return);
            QTest::keyClick(asked, Qt::Key_P);
            TRY_COMPARE(columns(), 3);
            QCOMPARE(m_state->lastPrompts().points.size(), 1u); // that of P
            QTest::keyClick(asked, Qt::Key_C);
            TRY_COMPARE(columns(), 0);
        }
    }

    void promptsOfEitherViewAreBoths_data() { mouseAndKeyboard(); }

    void promptsOfEitherViewAreBoths()
    {
        QFETCH(bool, keyboard);
        openAll();
        showMode("showSideBySide", Qt::Key_S, keyboard);
        TRY_VERIFY(std::abs(canvas().width() - second().width()) <= 1);
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
            TRY_COMPARE(columns(), 3);
            canvas().setFocus();
            const PromptSet prompts = m_state->lastPrompts();
            QCOMPARE(prompts.points.size(), 1u);
            TRY_COMPARE(paintedWrong(canvas(), expectedMask(prompts, 1), plain, prompts), QString());
            TRY_COMPARE(paintedWrong(second(), expectedMask(prompts, 1, 0, true), plainOfSecond, prompts), QString());
            QTest::keyClick(asked, Qt::Key_C);
            TRY_COMPARE(columns(), 0);
        }
    }
};

SAMSCOPE_TEST(tst_compare_linked, QApplication, TestCompareLinked)
#include "tst_compare_linked.moc"
