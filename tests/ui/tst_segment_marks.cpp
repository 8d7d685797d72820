#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QRgb grey = qRgb(90, 110, 130); // of a.png

} // namespace

/// The marks of prompts, read from what Segment's canvas paints.
class TestSegmentMarks : public QObject, private SegmentFixture
{
    Q_OBJECT

    /// What marks cover of a grey picture.
    QRect covered()
    {
        const QImage now = shot();
        const QRect whole = canvas().view().toView(QRectF(0, 0, imageWidth, imageHeight)).toAlignedRect();
        const QRect part = (whole & now.rect()).adjusted(2, 2, -2, -2);
        QRect all;
        for (int y = part.top(); y <= part.bottom(); ++y) {
            for (int x = part.left(); x <= part.right(); ++x) {
                if (now.pixel(x, y) != grey) {
                    all |= QRect(x, y, 1, 1);
                }
            }
        }
        return all;
    }

    /// How thick the left line of a box is that is all there is on a grey picture.
    int lineWidth()
    {
        const QRect frame = covered();
        const QImage now = shot();
        int width = 0;
        while (now.pixel(frame.left() + width, frame.center().y()) != grey) {
            ++width;
        }
        return width;
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void marksKeepTheirSize_data()
    {
        QTest::addColumn<QString>("mark");
        QTest::addColumn<bool>("keyboard");
        for (const char* mark : {"foreground", "background", "box"}) {
            QTest::addRow("%s by mouse", mark) << QString::fromLatin1(mark) << false;
            QTest::addRow("%s by keyboard", mark) << QString::fromLatin1(mark) << true;
        }
    }

    void marksKeepTheirSize()
    {
        QFETCH(QString, mark);
        QFETCH(bool, keyboard);
        m_window->openImage(*m_folder / "a.png"); // without a model nothing but the mark is painted
        TRY_COMPARE(canvas().view().picture(), QSize(imageWidth, imageHeight));
        canvas().setFocus();
        const bool isBox = mark == u"box"_s, isForeground = mark == u"foreground"_s;
        QCOMPARE(covered(), QRect());
        if (!keyboard && isBox) {
            dragMouse(canvas(), at(40, 50), at(56, 70));
        } else if (!keyboard) {
            click(44, 60, isForeground ? Qt::LeftButton : Qt::RightButton);
        } else if (isBox) {
            QTest::keyClick(&canvas(), Qt::Key_B);
            for (int i = 0; i < 12; ++i) {
                QTest::keyClick(&canvas(), Qt::Key_Right, Qt::ControlModifier);
                QTest::keyClick(&canvas(), Qt::Key_Down, Qt::ControlModifier);
            }
            QTest::keyClick(&canvas(), Qt::Key_B);
        } else {
            QTest::keyClick(&canvas(), Qt::Key_Left, Qt::ControlModifier);
            QTest::keyClick(&canvas(), Qt::Key_Return, isForeground ? Qt::NoModifier : Qt::ShiftModifier);
        }
        QTest::keyClick(&canvas(), Qt::Key_Escape); // the keyboard's cursor is no mark
        const QRect small = covered();
        QVERIFY(!small.isEmpty());
        const int thin = isBox ? lineWidth() : 0;
        const double before = zoom();
        for (int i = 0; i < 3; ++i) {
            zoomOnce(true, keyboard, middle());
        }
        QVERIFY(zoom() > 1.9 * before);
        const QRect large = covered();
        const auto almost = [](int a, int b) { return std::abs(a - b) <= 1; };
        if (isBox) {
            QVERIFY(large.width() > 1.8 * small.width());
            QVERIFY2(thin >= 3 && almost(lineWidth(), thin), qPrintable(u"%1, %2"_s.arg(thin).arg(lineWidth())));
        } else {
            QVERIFY2(small.width() > 12 && almost(small.width(), large.width()) &&
                         almost(small.height(), large.height()),
                     qPrintable(u"%1 and %2"_s.arg(small.width()).arg(large.width())));
        }
    }
};

SAMSCOPE_TEST(tst_segment_marks, QApplication, TestSegmentMarks)
#include "tst_segment_marks.moc"
