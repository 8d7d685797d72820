#include "tests/support/by_hand.h"
#include "tests/support/fake_window.h"
#include "tests/support/test_program.h"

#include <QSplitter>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// The borders inside Convert and Compare are moved with either hand and stay where they were left.
class TestSplitter : public QObject, private FakeWindow
{
    Q_OBJECT

    QSplitter& splitter(const QString& id) { return child<QSplitter>(*m_window, qPrintable(id)); }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void theBorderStaysWhereItIsPut_data()
    {
        QTest::addColumn<int>("workspace");
        QTest::addColumn<QString>("id");
        QTest::addColumn<bool>("keyboard");
        for (const bool keyboard : {false, true}) {
            const char* hand = keyboard ? "keyboard" : "mouse";
            QTest::addRow("Convert by %s", hand) << int(MainWindow::Convert) << u"convertSplitter"_s << keyboard;
            QTest::addRow("Compare by %s", hand) << int(MainWindow::Compare) << u"compareSplitter"_s << keyboard;
        }
    }

    void theBorderStaysWhereItIsPut()
    {
        QFETCH(int, workspace);
        QFETCH(QString, id);
        QFETCH(bool, keyboard);
        m_window->showWorkspace(static_cast<MainWindow::Workspace>(workspace));
        const QString borderName = id + u"Border"_s;
        auto& border = child<QSplitterHandle>(*m_window, qPrintable(borderName));
        const QList<int> before = splitter(id).sizes();
        QWidget* focus = QApplication::focusWidget();
        if (keyboard) {
            QVERIFY(tabTo(*m_window, qPrintable(borderName)));
            QVERIFY(!border.accessibleName().isEmpty());
            for (int i = 0; i < 6; ++i) {
                pressKey(Qt::Key_Left);
            }
            pressKey(Qt::Key_Right);
        } else {
            const QPoint hold = border.rect().center();
            QTest::mousePress(&border, Qt::LeftButton, {}, hold);
            moveMouse(border, hold - QPoint(80, 0), Qt::LeftButton);
            QTest::mouseRelease(&border, Qt::LeftButton, {}, hold);
            QCOMPARE(QApplication::focusWidget(), focus);
        }
        const QList<int> after = splitter(id).sizes();
        QCOMPARE(after, (QList<int>{before[0] - 80, before[1] + 80}));
        quitByHand(*m_window, keyboard);
        openWindow();
        m_window->showWorkspace(static_cast<MainWindow::Workspace>(workspace));
        QCOMPARE(splitter(id).sizes(), after);
    }

    void everySplitterIsMovedByKeys()
    {
        const auto splitters = m_window->findChildren<QSplitter*>();
        QVERIFY(!splitters.isEmpty());
        for (const QSplitter* one : splitters) {
            QVERIFY2(one->handle(1)->focusPolicy() & Qt::TabFocus, qPrintable(one->objectName()));
        }
    }
};

SAMSCOPE_TEST(tst_splitter, QApplication, TestSplitter)
#include "tst_splitter.moc"
