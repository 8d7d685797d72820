#include "tests/support/by_hand.h"
#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"

#include <QToolButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// The mask that is only proposed, under the cursor of the mouse or of the keyboard.
class TestSegmentHover : public QObject, private SegmentFixture
{
    Q_OBJECT

    /// Shows exactly this mask; what the keyboard's cursor may cover is left out.
    bool proposes(const Mask& mask, const QImage& plain, QPoint pixel)
    {
        PromptSet cover;
        for (const QPoint arm : {QPoint(0, 0), QPoint(5, 0), QPoint(-5, 0), QPoint(0, 5), QPoint(0, -5)}) {
            cover.points.push_back({double(pixel.x() + arm.x()), double(pixel.y() + arm.y()), 1});
        }
        return paints(mask, plain, cover);
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void hoverIsSwitchedOnAndOff_data()
    {
        QTest::addColumn<QString>("way");
        for (const char* way : {"button by mouse", "key", "button by keyboard"}) {
            QTest::newRow(way) << QString::fromLatin1(way);
        }
    }

    void hoverIsSwitchedOnAndOff()
    {
        QFETCH(QString, way);
        const bool mouse = way == u"button by mouse"_s;
        openBoth();
        canvas().setFocus();
        const QImage plain = shot();
        const auto toggle = [&] {
            if (mouse) {
                QVERIFY(clickOn<QToolButton>(*m_window, "hoverPreview"));
            } else if (way == u"key"_s) {
                pressKey(Qt::Key_H);
            } else {
                QVERIFY(tabTo(*m_window, "hoverPreview"));
                pressKey(Qt::Key_Space);
            }
            canvas().setFocus();
        };
        const auto moveTo = [&](int x, int y) {
            if (mouse) {
                moveMouse(canvas(), at(x, y));
                return;
            }
            for (int step = 0; pointedPixel() != QPoint(x, y) && step < 200; ++step) {
                const QPoint left = QPoint(x, y) - pointedPixel();
                pressKey(left.x() > 0   ? Qt::Key_Right
                         : left.x() < 0 ? Qt::Key_Left
                         : left.y() > 0 ? Qt::Key_Down
                                        : Qt::Key_Up,
                         Qt::ControlModifier | Qt::ShiftModifier);
            }
            QCOMPARE(pointedPixel(), QPoint(x, y));
        };
        const Mask nothing{imageWidth, imageHeight, std::vector<std::uint8_t>(std::size_t(imageWidth) * imageHeight)};
        toggle();
        for (const QPoint pixel : {QPoint(40, 60), QPoint(55, 70)}) {
            moveTo(pixel.x(), pixel.y());
            const Mask proposed = expectedMask(pointAt(pixel.x(), pixel.y()), 1);
            TRY_VERIFY(proposes(proposed, plain, pixel));
        }
        QCOMPARE(chosen(), 0); // it is no prompt
        QVERIFY(!child<QToolButton>(*m_window, "undo").isEnabled());
        toggle();
        QVERIFY(proposes(nothing, plain, {55, 70}));
        const int decodes = m_state->decodes;
        moveTo(48, 64);
        finishRequests();
        QCOMPARE(m_state->decodes, decodes);
        QVERIFY(proposes(nothing, plain, {48, 64}));
        if (mouse) {
            click(48, 64);
        } else {
            pressKey(Qt::Key_Return);
        }
        TRY_COMPARE(chosen(), 2);
        QCOMPARE(m_state->decodes, decodes + 1); // the prompt's
        QTest::keyClick(&canvas(), Qt::Key_Z, Qt::ControlModifier);
        toggle();
        moveTo(40, 60);
        TRY_VERIFY(proposes(expectedMask(pointAt(40, 60), 1), plain, {40, 60}));
    }

    void hoverIsKept_data() { mouseAndKeyboard(); }
    void hoverIsKept()
    {
        QFETCH(bool, keyboard);
        m_window->showWorkspace(MainWindow::Segment);
        pressButton(*m_window, "hoverPreview", keyboard);
        openWindow(); // as on another day
        QVERIFY(child<QToolButton>(*m_window, "hoverPreview").isChecked());
    }

    void theProposalGoesWithTheCursor_data() { mouseAndKeyboard(); }

    void theProposalGoesWithTheCursor()
    {
        QFETCH(bool, keyboard);
        openBoth();
        canvas().setFocus();
        const QImage plain = shot();
        pressKey(Qt::Key_H);
        if (keyboard) {
            pressKey(Qt::Key_Left, Qt::ControlModifier);
        } else {
            moveMouse(canvas(), at(40, 60));
        }
        const QPoint pixel = pointedPixel();
        const Mask proposed = expectedMask(pointAt(pixel.x(), pixel.y()), 1);
        TRY_VERIFY(proposes(proposed, plain, pixel));
        if (keyboard) {
            pressKey(Qt::Key_Escape);
        } else {
            QEvent leave(QEvent::Leave);
            QCoreApplication::sendEvent(&canvas(), &leave);
        }
        QCOMPARE(shot(), plain);
        QVERIFY(text("segmentStatus").startsWith(u"x – y –"_s));
    }

    void clickIsNotLostBehindPreviews()
    {
        openBoth();
        QTest::keyClick(&canvas(), Qt::Key_H);
        m_state->setHoldDecode(true);
        click(40, 60); // a preview is in flight already, or not
        for (int i = 0; i < 30; ++i) {
            QTest::mouseMove(&canvas(), at(50 + i % 5, 70));
        }
        m_state->setHoldDecode(false);
        TRY_COMPARE(chosen(), 2);
    }
};

SAMSCOPE_TEST(tst_segment_hover, QApplication, TestSegmentHover)
#include "tst_segment_hover.moc"
