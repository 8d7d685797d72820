#include "tests/support/by_hand.h"
#include "tests/support/convert_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"

#include <QScrollArea>
#include <QScrollBar>

#include <set>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// A screen of 1920 x 1080 pixels at 200 %: what does not fit is scrolled, and the job bar is always there.
class TestSmallScreen : public QObject, private ConvertFixture
{
    Q_OBJECT

    static constexpr QSize screen{960, 500}; ///< without the title of the window and the desktop's own bar

    bool isInside(QWidget& widget)
    {
        return m_window->rect().contains(QRect(widget.mapTo(m_window.get(), QPoint()), widget.size()));
    }

    QScrollArea& areaOf(const char* page)
    {
        for (QWidget* holder = &child<QWidget>(*m_window, page); holder != nullptr; holder = holder->parentWidget()) {
            if (auto* area = qobject_cast<QScrollArea*>(holder)) {
                return *area;
            }
        }
        qFatal("%s is not scrolled", page);
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void theWindowFits_data()
    {
        QTest::addColumn<int>("key");
        QTest::newRow("Convert") << int(Qt::Key_1);
        QTest::newRow("Segment") << int(Qt::Key_2);
        QTest::newRow("Compare") << int(Qt::Key_3);
    }

    void theWindowFits()
    {
        QFETCH(int, key);
        QTest::keyClick(m_window.get(), static_cast<Qt::Key>(key), Qt::ControlModifier);
        m_window->resize(screen);
        TRY_COMPARE(m_window->size(), screen);
        QVERIFY(isInside(child<QWidget>(*m_window, "jobBar")));
        std::set<QWidget*> seen;
        for (int i = 0; i < 120; ++i) {
            pressKey(Qt::Key_Tab);
            QWidget* focus = QApplication::focusWidget();
            seen.insert(focus);
            TRY_VERIFY2(!focus->visibleRegion().isEmpty(), qPrintable(focus->objectName())); // scrolled, or raised
        }
        QVERIFY(seen.size() > 10);
    }

    void theWheelReachesTheRest()
    {
        convertToEnd();
        QVERIFY(clickOn<QPushButton>(*m_window, "pushButton"));
        m_window->resize(screen);
        TRY_COMPARE(m_window->size(), screen);
        auto& repository = child<QWidget>(*m_window, "pushRepo");
        QScrollBar& bar = *areaOf("convertPage").verticalScrollBar();
        TRY_VERIFY(bar.maximum() > 0);
        bar.setValue(0);
        QVERIFY(!isInside(repository) || repository.visibleRegion().isEmpty());
        const QPoint place = areaOf("convertPage").viewport()->rect().center();
        for (int i = 0; i < 40 && repository.visibleRegion().isEmpty(); ++i) {
            QWheelEvent wheel(place, areaOf("convertPage").viewport()->mapToGlobal(place), {}, {0, -120}, {}, {},
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(areaOf("convertPage").viewport(), &wheel);
        }
        QVERIFY(!repository.visibleRegion().isEmpty());
    }

    void aClickLeavesThePageWhereItIs()
    {
        convertToEnd();
        QVERIFY(clickOn<QPushButton>(*m_window, "pushButton"));
        m_window->resize(screen);
        TRY_COMPARE(m_window->size(), screen);
        QScrollBar& bar = *areaOf("convertPage").verticalScrollBar();
        TRY_VERIFY(bar.maximum() > 0);
        handlePostedEvents(); // the panel that has opened comes into view by itself
        int cutAndClicked = 0;
        for (int place = 0; place <= bar.maximum(); ++place) {
            bar.setValue(place);
            for (const char* field : {"pushRepo", "goalFolder"}) {
                auto& edit = child<QWidget>(*m_window, field);
                const QRect seen = edit.visibleRegion().boundingRect();
                if (seen.height() > 4 && seen.height() < edit.height() - 4) {
                    child<QWidget>(*m_window, "remapTable").setFocus();
                    bar.setValue(place);
                    const QPoint middle = edit.mapTo(m_window.get(), seen.center());
                    QTest::mouseClick(m_window->windowHandle(), Qt::LeftButton, {}, middle); // as the desktop tells it
                    QVERIFY2(m_window->focusWidget()->objectName() == QLatin1StringView(field), field);
                    QCOMPARE(bar.value(), place);
                    ++cutAndClicked;
                }
            }
        }
        QVERIFY(cutAndClicked > 4);
    }

    void whatIsOpenedComesIntoView_data() { mouseAndKeyboard(); }
    void whatIsOpenedComesIntoView()
    {
        QFETCH(bool, keyboard);
        convertToEnd();
        m_window->resize(screen);
        TRY_COMPARE(m_window->size(), screen);
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "pushButton"));
            pressKey(Qt::Key_Space);
        } else {
            QScrollBar& bar = *areaOf("convertPage").verticalScrollBar();
            bar.setValue(bar.maximum());
            QVERIFY(clickOn<QPushButton>(*m_window, "pushButton"));
        }
        TRY_VERIFY(!child<QWidget>(*m_window, "pushStart").visibleRegion().isEmpty());
        QVERIFY(!child<QWidget>(*m_window, "pushRepo").visibleRegion().isEmpty());
    }

    void noLineOfTheTensorIsCut_data()
    {
        QTest::addColumn<int>("height");
        for (const int height : {500, 600, 700, 800, 900}) {
            QTest::addRow("%d", height) << height;
        }
    }

    void noLineOfTheTensorIsCut()
    {
        QFETCH(int, height);
        convertToEnd();
        QVERIFY(clickOn<QPushButton>(*m_window, "pushButton"));
        m_window->resize(screen.width(), height);
        TRY_COMPARE(m_window->height(), height);
        for (int row = 0; row < table().rowCount(); row += 9) { // names of one, two and three lines
            view("remapTable").selectRow(row);
            TRY_VERIFY(text("tensorNote").contains(u"SHA-256"_s));
            for (const char* label : {"tensorName", "tensorValue1", "tensorValue8", "tensorNote"}) {
                const auto& lines = child<QLabel>(*m_window, label);
                TRY_VERIFY2(lines.height() >= (lines.hasHeightForWidth() ? lines.heightForWidth(lines.width())
                                                                         : lines.sizeHint().height()),
                            label);
            }
        }
    }
};

SAMSCOPE_TEST(tst_small_screen, QApplication, TestSmallScreen)
#include "tst_small_screen.moc"
