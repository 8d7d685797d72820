#include "tests/support/by_hand.h"
#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"

#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QButtonGroup>
#include <QLineEdit>
#include <QTabBar>

#include <set>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// Tab reaches everything of a workspace that the mouse can use, from a cold start and with a mask.
class TestFocusWalk : public QObject, private SegmentFixture
{
    Q_OBJECT

    /// What a user can press, choose or type into, and can see now.
    std::set<QWidget*> controls()
    {
        std::set<QWidget*> found;
        for (QWidget* widget : m_window->findChildren<QWidget*>()) {
            const bool isPart = qobject_cast<QComboBox*>(widget->parentWidget()) != nullptr ||
                                qobject_cast<QLineEdit*>(widget->parentWidget()) != nullptr ||
                                qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) != nullptr ||
                                qobject_cast<QAbstractItemView*>(widget->parentWidget()) != nullptr ||
                                qobject_cast<QTabBar*>(widget->parentWidget()) != nullptr ||
                                widget->objectName().startsWith(u"qt_"_s);
            const bool isControl =
                qobject_cast<QAbstractButton*>(widget) != nullptr || qobject_cast<QComboBox*>(widget) != nullptr ||
                qobject_cast<QLineEdit*>(widget) != nullptr || qobject_cast<QAbstractItemView*>(widget) != nullptr ||
                qobject_cast<QAbstractSpinBox*>(widget) != nullptr ||
                (qobject_cast<QAbstractSlider*>(widget) != nullptr &&
                 widget->metaObject()->className() == QByteArray("QSlider"));
            if (isControl && !isPart && widget->isVisible() && widget->isEnabled() &&
                widget->window() == m_window.get()) {
                found.insert(widget);
            }
        }
        return found;
    }

    /// The buttons of an exclusive group are one stop; the arrows move inside it.
    static bool isReachedByArrows(QWidget* widget, const std::set<QWidget*>& reached)
    {
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        if (button == nullptr) {
            return false;
        }
        if (button->group() != nullptr && button->group()->exclusive()) {
            return std::ranges::any_of(button->group()->buttons(),
                                       [&](QAbstractButton* other) { return reached.contains(other); });
        }
        return button->autoExclusive() && std::ranges::any_of(reached, [button](const QWidget* other) {
                   return other->parentWidget() == button->parentWidget() &&
                          qobject_cast<const QAbstractButton*>(other) != nullptr;
               });
    }

    static bool hasName(QWidget& widget)
    {
        return isNamed(widget) || qobject_cast<const QTabBar*>(&widget) != nullptr; // its tabs have names
    }

    /// Looks otherwise with the focus than without.
    bool showsFocus(QWidget& widget)
    {
        handlePostedEvents();
        const QImage with = widget.grab().toImage();
        pressKey(Qt::Key_Tab);
        const QImage without = widget.grab().toImage();
        pressKey(Qt::Key_Backtab);
        return with != without;
    }

private Q_SLOTS:
    void init()
    {
        start(true);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
    }
    void cleanup() { end(); }

    void tabReachesEverything_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<bool>("isCold");
        QTest::newRow("Convert") << int(Qt::Key_1) << true;
        QTest::newRow("Segment") << int(Qt::Key_2) << true;
        QTest::newRow("Compare") << int(Qt::Key_3) << true;
        QTest::newRow("Segment with a mask") << int(Qt::Key_2) << false;
    }

    void tabReachesEverything()
    {
        QFETCH(int, key);
        QFETCH(bool, isCold);
        if (!isCold) {
            openBoth();
            ask();
            QVERIFY(child<QWidget>(*m_window, "exportMask").isEnabled());
        }
        QTest::keyClick(m_window.get(), static_cast<Qt::Key>(key), Qt::ControlModifier);
        std::set<QWidget*> reached;
        QStringList unseen;
        for (int i = 0; i < 200; ++i) {
            QWidget* focus = QApplication::focusWidget();
            QVERIFY(focus != nullptr);
            QVERIFY2(focus->isVisible() && focus->isEnabled(), qPrintable(focus->objectName()));
            if (reached.insert(focus).second && i > 0) {
                QVERIFY2(hasName(*focus), focus->metaObject()->className());
                if (!showsFocus(*focus)) {
                    unseen.append(QLatin1StringView(focus->metaObject()->className()) + u' ' + focus->objectName());
                }
                QCOMPARE(QApplication::focusWidget(), focus);
            }
            pressKey(Qt::Key_Tab);
        }
        QVERIFY2(unseen.isEmpty(), qPrintable(unseen.join(u'\n')));
        QStringList missing;
        const std::set<QWidget*> wanted = controls();
        QVERIFY(wanted.size() > 10);
        for (QWidget* widget : wanted) {
            if (!reached.contains(widget) && !isReachedByArrows(widget, reached)) {
                missing.append(QLatin1StringView(widget->metaObject()->className()) + u' ' + widget->objectName());
            }
        }
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
    }
};

SAMSCOPE_TEST(tst_focus_walk, QApplication, TestFocusWalk)
#include "tst_focus_walk.moc"
