#include "tests/support/by_hand.h"
#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"
#include "tests/support/watched_models.h"

#include <QComboBox>
#include <QListView>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// The pictures of the folder: their thumbnails and the way from one to the next.
class TestSegmentPictures : public QObject, private SegmentFixture
{
    Q_OBJECT

    QListView& list() { return child<QListView>(*m_window, "pictureList"); }
    QString opened() { return QFileInfo(child<QComboBox>(*m_window, "imagePath").currentText()).fileName(); }

    /// The middle of a thumbnail and what is a quarter of it higher have the colour of its picture.
    bool hasThumbnail(int row, const QColor& colour)
    {
        const QRect cell = list().visualRect(list().model()->index(row, 0));
        const QImage seen = list().viewport()->grab(cell).toImage();
        const int side = list().iconSize().height();
        const auto isPainted = [&](int y) {
            const QColor there = seen.pixelColor(cell.width() / 2, y);
            return std::abs(there.red() - colour.red()) + std::abs(there.green() - colour.green()) +
                       std::abs(there.blue() - colour.blue()) <=
                   9;
        };
        return cell.height() > side && isPainted(side / 2) && isPainted(side / 4);
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void thumbnailsOpenPictures_data() { mouseAndKeyboard(); }

    void thumbnailsOpenPictures()
    {
        QFETCH(bool, keyboard);
        const WatchedModels watched(*m_window);
        openBoth();
        TRY_COMPARE(list().model()->rowCount(), 2);
        TRY_VERIFY(hasThumbnail(1, QColor(60, 60, 60)));
        QCOMPARE(list().currentIndex().row(), 0);
        const auto open = [&](int row) {
            if (keyboard) {
                QVERIFY(tabTo(*m_window, "pictureList"));
                pressKey(row == 0 ? Qt::Key_Home : Qt::Key_End);
                pressKey(Qt::Key_Return);
            } else {
                const QPoint place = list().visualRect(list().model()->index(row, 0)).center();
                QTest::mouseClick(list().viewport(), Qt::LeftButton, {}, place);
            }
        };
        for (const int row : {1, 0}) {
            open(row);
            TRY_COMPARE(opened(), row == 0 ? u"a.png"_s : u"b.png"_s);
            TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
            const QColor shown = row == 0 ? QColor(90, 110, 130) : QColor(60, 60, 60);
            TRY_COMPARE(shot().pixelColor(at(48, 64)), shown);
        }
    }

    void keysStepThroughTheFolder()
    {
        QVERIFY(QFile::copy(path("b.png"), path("c.png")));
        openBoth();
        for (const auto& [key, name] : {std::pair{Qt::Key_D, u"b.png"_s},
                                        {Qt::Key_D, u"c.png"_s},
                                        {Qt::Key_A, u"b.png"_s},
                                        {Qt::Key_A, u"a.png"_s},
                                        {Qt::Key_A, u"c.png"_s}, // around the end
                                        {Qt::Key_D, u"a.png"_s}}) {
            QTest::keyClick(&canvas(), key);
            TRY_COMPARE(opened(), name);
            TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
        }
    }
};

SAMSCOPE_TEST(tst_segment_pictures, QApplication, TestSegmentPictures)
#include "tst_segment_pictures.moc"
