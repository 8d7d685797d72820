#include "tests/support/by_hand.h"
#include "tests/support/convert_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"
#include "ui/settings.h"
#include "ui/theme.h"
#include "ui/theme_control.h"

#include <QAction>
#include <QDialog>
#include <QRegularExpression>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// The menu of the program, followed with the mouse and with the keyboard.
class TestMenuByHand : public QObject, private ConvertFixture
{
    Q_OBJECT

    void pick(const char* action, bool keyboard)
    {
        pickFromMenu(child<QWidget>(*m_window, "programMenu"), action, keyboard);
    }
    bool isChecked(const char* action) { return child<QAction>(*m_window, action).isChecked(); }
    QDialog* dialog(const char* name) { return m_window->findChild<QDialog*>(QLatin1String(name)); }
    bool shows(const char* widget) { return child<QWidget>(*m_window, widget).isVisible(); }

private Q_SLOTS:
    void init()
    {
        start();
        ThemeControl::instance().start(false);
    }
    void cleanup() { end(); }

    void themeIsChosen_data() { mouseAndKeyboard(); }
    void themeIsChosen()
    {
        QFETCH(bool, keyboard);
        QVERIFY(!isDark(m_window->palette()));
        pick("themeDark", keyboard);
        TRY_VERIFY(isDark(m_window->palette()));
        QCOMPARE(settings::theme.get(), u"dark"_s);
        openWindow();
        QVERIFY(isChecked("themeDark") && !isChecked("themeSystem"));
        pick("themeSystem", keyboard);
        TRY_VERIFY(!isDark(m_window->palette())); // as the desktop is
        ThemeControl::instance().setDesktopDark(true);
        QVERIFY(isDark(m_window->palette()));
        pick("themeLight", keyboard);
        TRY_VERIFY(!isDark(m_window->palette()));
        QCOMPARE(settings::theme.get(), u"light"_s);
    }

    void languageIsChosen_data()
    {
        QTest::addColumn<bool>("keyboard");
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("language");
        for (const bool keyboard : {false, true}) {
            const char* hand = keyboard ? "keyboard" : "mouse";
            QTest::addRow("English by %s", hand) << keyboard << u"languageEnglish"_s << u"en"_s;
            QTest::addRow("Chinese by %s", hand) << keyboard << u"languageChinese"_s << u"zh_CN"_s;
            QTest::addRow("desktop's by %s", hand) << keyboard << u"languageSystem"_s << u"system"_s;
        }
    }

    void languageIsChosen()
    {
        QFETCH(bool, keyboard);
        QFETCH(QString, action);
        QFETCH(QString, language);
        if (language == u"system"_s) {
            pick("languageChinese", keyboard);
            TRY_COMPARE(settings::language.get(), u"zh_CN"_s);
        }
        pick(qPrintable(action), keyboard);
        TRY_COMPARE(settings::language.get(), language);
        QCOMPARE(text("jobText"), u"The language changes when samscope is started again"_s);
        openWindow();
        QVERIFY(isChecked(qPrintable(action)));
    }

    void theMenuOpensWithItsKey()
    {
        new MenuHand("languageChinese", true);
        pressKey(Qt::Key_F10);
        TRY_COMPARE(settings::language.get(), u"zh_CN"_s);
    }

    void aboutIsShownAndLeft_data() { mouseAndKeyboard(); }
    void aboutIsShownAndLeft()
    {
        QFETCH(bool, keyboard);
        pick("aboutAction", keyboard);
        TRY_VERIFY(dialog("aboutDialog") != nullptr && dialog("aboutDialog")->isVisible());
        for (const QString& line :
             {u"samscope [0-9]+[.][0-9]+[.][0-9]+</h3>"_s, u"Free software: GPL-3.0-or-later"_s,
              u"Qt %1 — LGPL-3.0"_s.arg(QRegularExpression::escape(QLatin1String(qVersion()))),
              u"LibTorch — BSD-3-Clause"_s, u"OpenSSL [0-9.]+.* — Apache-2.0"_s, u"fmt [0-9.]+ — MIT"_s,
              u"nlohmann-json [0-9.]+ — MIT"_s, u"QCustomPlot [0-9.]+ — GPL-3.0-or-later"_s, u"libdeflate — MIT"_s,
              u"Highway — Apache-2.0"_s, u"OpenCV — Apache-2.0"_s, u"libjpeg-turbo — IJG, BSD-3-Clause"_s,
              u"CLI11 — BSD-3-Clause"_s}) {
            QVERIFY2(text("aboutText").contains(QRegularExpression(line)), qPrintable(line));
        }
        TRY_COMPARE(QApplication::activeWindow(), dialog("aboutDialog"));
        if (keyboard) {
            pressKey(Qt::Key_Escape);
        } else {
            QVERIFY(clickOn<QPushButton>(*dialog("aboutDialog"), "aboutClose"));
        }
        TRY_VERIFY(dialog("aboutDialog") == nullptr);
    }

    void firstStepsAreHiddenAndShown_data() { mouseAndKeyboard(); }
    void firstStepsAreHiddenAndShown()
    {
        QFETCH(bool, keyboard);
        QVERIFY(shows("firstSteps"));
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "firstStepsClose"));
            pressKey(Qt::Key_Space);
        } else {
            QVERIFY(clickOn<QPushButton>(*m_window, "firstStepsClose"));
        }
        QVERIFY(!shows("firstSteps"));
        openWindow(); // as on another day
        QVERIFY(!shows("firstSteps"));
        pick("firstStepsAction", keyboard);
        TRY_VERIFY(shows("firstSteps"));
    }

    void keysAreEditedAndPutBack_data() { mouseAndKeyboard(); }
    void keysAreEditedAndPutBack()
    {
        QFETCH(bool, keyboard);
        settings::keys(u"queueUpAction"_s).set(QKeySequence(u"Alt+U"_s));
        openWindow();
        const auto& up = child<QAction>(*m_window, "queueUpAction");
        QCOMPARE(up.shortcut(), QKeySequence(u"Alt+U"_s));
        pick("keysAction", keyboard);
        TRY_VERIFY(dialog("keysDialog") != nullptr && dialog("keysDialog")->isVisible());
        TRY_COMPARE(QApplication::activeWindow(), dialog("keysDialog"));
        if (keyboard) {
            QVERIFY(tabTo(*dialog("keysDialog"), "keysReset"));
            pressKey(Qt::Key_Space);
        } else {
            QVERIFY(clickOn<QPushButton>(*dialog("keysDialog"), "keysReset"));
        }
        QCOMPARE(up.shortcut(), QKeySequence(u"Alt+Up"_s));
        pressKey(Qt::Key_Escape);
        openWindow(); // as on another day
        QCOMPARE(child<QAction>(*m_window, "queueUpAction").shortcut(), QKeySequence(u"Alt+Up"_s));
    }
};

SAMSCOPE_TEST(tst_menu_by_hand, QApplication, TestMenuByHand)
#include "tst_menu_by_hand.moc"
