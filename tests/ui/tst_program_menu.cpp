#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"
#include "ui/actions.h"
#include "ui/theme.h"
#include "ui/theme_control.h"

#include <QAction>
#include <QComboBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QTabBar>
#include <QToolButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// What belongs to the whole window: theme, shortcuts, first steps, About, and names for screen readers.
class TestProgramMenu : public QObject, private SegmentFixture
{
    Q_OBJECT

    void closeDialogs()
    {
        for (QWidget* dialog : QApplication::topLevelWidgets()) {
            if (qobject_cast<QDialog*>(dialog) != nullptr) {
                dialog->close();
            }
        }
    }

    QAction& action(const char* id) { return child<QAction>(*m_window, id); }

private Q_SLOTS:
    void init()
    {
        start(true);
        ThemeControl::instance().start(false);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
    }

    void cleanup()
    {
        closeDialogs();
        end();
    }

    void themeFollowsDesktopUntilChosen()
    {
        QVERIFY(!isDark(m_window->palette()));
        const auto& caption = child<QLabel>(*m_window, "candidateCaption");
        const QColor light = caption.palette().color(QPalette::WindowText);
        ThemeControl::instance().setDesktopDark(true);
        QVERIFY(isDark(m_window->palette()));
        QCOMPARE(caption.palette().color(QPalette::WindowText), themeColours(m_window->palette()).muted);
        QVERIFY(caption.palette().color(QPalette::WindowText) != light);
        action("themeLight").trigger();
        QVERIFY(!isDark(m_window->palette()));
        QCOMPARE(caption.palette().color(QPalette::WindowText), light);
        ThemeControl::instance().setDesktopDark(true);
        QVERIFY(!isDark(m_window->palette()));
        action("themeSystem").trigger();
        QVERIFY(isDark(m_window->palette()));
    }

    void keysAreChangedAndKept()
    {
        openBoth();
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto& edit = child<QKeySequenceEdit>(*m_window, "keys_clearAction");
        edit.setKeySequence(QKeySequence(u"X"_s));
        Q_EMIT edit.editingFinished();
        closeDialogs();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
        click(40, 60);
        TRY_COMPARE(chosen(), 2);
        QTest::keyClick(&canvas(), Qt::Key_C);
        QCOMPARE(chosen(), 2);
        QTest::keyClick(&canvas(), Qt::Key_X);
        TRY_COMPARE(chosen(), 0);
        QVERIFY(child<QToolButton>(*m_window, "clearPrompts").toolTip().contains(u"(X)"_s));
        openWindow();
        QCOMPARE(action("clearAction").shortcut(), QKeySequence(u"X"_s));
        QCOMPARE(defaultKeys(action("clearAction")), QKeySequence(u"C"_s));
    }

    void keysOfAnotherAreRefused()
    {
        action("keysAction").trigger();
        auto& edit = child<QKeySequenceEdit>(*m_window, "keys_clearAction");
        edit.setKeySequence(QKeySequence(u"R"_s));
        Q_EMIT edit.editingFinished();
        QVERIFY(text("keysLine").contains(u"Refine"_s));
        QCOMPARE(edit.keySequence(), QKeySequence(u"C"_s));
        QCOMPARE(action("clearAction").shortcut(), QKeySequence(u"C"_s));
        edit.setKeySequence(QKeySequence(u"X"_s));
        Q_EMIT edit.editingFinished();
        QVERIFY(clickOn<QPushButton>(*m_window, "keysReset"));
        QCOMPARE(action("clearAction").shortcut(), QKeySequence(u"C"_s));
    }

    void noTwoActionsOfOnePlaceShareKeys()
    {
        std::vector<const QAction*> seen;
        for (const QAction* one : m_window->findChildren<QAction*>()) {
            if (hasEditableKeys(*one) && !one->shortcut().isEmpty()) {
                for (const QAction* other : seen) {
                    QVERIFY2(other->shortcut() != one->shortcut() || !sharePlace(*one, *other),
                             qPrintable(one->shortcut().toString() + u' ' + one->text() + u' ' + other->text()));
                }
                seen.push_back(one);
            }
        }
        QVERIFY(seen.size() > 20);
        for (const char* id : {"showAAction", "showSideBySideAction", "compareUndoAction", "compareOpenModelBAction",
                               "compareCandidate3Action", "compareForegroundAction", "compareZoomOutAction"}) {
            QVERIFY2(std::ranges::find(seen, &action(id)) != seen.end(), id);
        }
        QCOMPARE(action("openCheckpointAction").shortcut(), action("openImageAction").shortcut()); // two places
    }

    void firstStepsAreShownOnce()
    {
        auto& steps = child<QWidget>(*m_window, "firstSteps");
        QVERIFY(steps.isVisible());
        QVERIFY(clickOn<QPushButton>(*m_window, "firstStepsClose"));
        QVERIFY(!steps.isVisible());
        openWindow();
        QVERIFY(!child<QWidget>(*m_window, "firstSteps").isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_F1);
        QVERIFY(child<QWidget>(*m_window, "firstSteps").isVisible());
    }

    void aboutNamesVersionsAndLicences()
    {
        QTest::keyClick(m_window.get(), Qt::Key_F1, Qt::ShiftModifier);
        QVERIFY(text("aboutText").contains(QLatin1String(qVersion())));
        QVERIFY(text("aboutText").contains(u"GPL-3.0-or-later"_s));
        QVERIFY(text("aboutText").contains(u"LibTorch"_s));
    }

    void everythingThatTakesFocusHasAName()
    {
        action("keysAction").trigger();
        action("aboutAction").trigger();
        QStringList nameless;
        int named = 0;
        for (QWidget* widget : m_window->findChildren<QWidget*>()) {
            const bool inside = qobject_cast<QComboBox*>(widget->parentWidget()) != nullptr ||
                                qobject_cast<QKeySequenceEdit*>(widget->parentWidget()) != nullptr ||
                                qobject_cast<const QTabBar*>(widget) != nullptr || // of the docks: its tabs have names
                                widget->window()->windowType() == Qt::Popup ||
                                widget->objectName().startsWith(u"qt_"_s);
            if ((widget->focusPolicy() & Qt::TabFocus) == 0 || inside) {
                continue;
            }
            if (isNamed(*widget)) {
                ++named;
            } else {
                nameless.append(QLatin1String(widget->metaObject()->className()) + u' ' + widget->objectName());
            }
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
        QVERIFY(named > 100);
    }

    void everyLineIsReadOut()
    {
        openBoth();
        ask();
        QStringList read;
        for (QLabel* line : m_window->findChildren<QLabel*>()) {
            if (!line->text().isEmpty() && !Qt::mightBeRichText(line->text())) {
                QCOMPARE(spokenName(*line), line->text());
                read.append(line->objectName());
            }
        }
        for (const char* line : {"segmentStatus", "maskFacts", "truthLine", "jobText", "remapTotals"}) {
            QVERIFY2(read.contains(QLatin1StringView(line)), line);
        }
    }
};

SAMSCOPE_TEST(tst_program_menu, QApplication, TestProgramMenu)
#include "tst_program_menu.moc"
