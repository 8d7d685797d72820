#include "ui/program_menu.h"

#include "ui/actions.h"
#include "ui/settings.h"
#include "ui/theme.h"
#include "ui/theme_control.h"
#include "ui/widgets/about_dialog.h"
#include "ui/widgets/keys_dialog.h"
#include "ui/widgets/widgets.h"

#include <QActionGroup>
#include <QMenu>
#include <QPainter>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QAction* addChoice(QMenu& menu, QActionGroup& group, const QString& objectName, const QString& text, bool chosen)
{
    QAction* action = menu.addAction(text);
    action->setObjectName(objectName);
    action->setCheckable(true);
    action->setChecked(chosen);
    group.addAction(action);
    return action;
}

} // namespace

ProgramMenu::ProgramMenu(QWidget& window) : QPushButton(tr("Menu"))
{
    name(this, u"programMenu"_s, tr("Menu of the program"));
    setFlat(true);
    auto* menu = new QMenu(this);
    QAction* keys = samscope::addAction(window, u"keysAction"_s, tr("Keyboard shortcuts…"), QKeySequence(u"Ctrl+K"_s),
                                        [&window] { (new KeysDialog(window))->open(); });
    QAction* steps = samscope::addAction(window, u"firstStepsAction"_s, tr("First steps"), QKeySequence(Qt::Key_F1),
                                         [this] { Q_EMIT firstStepsRequested(); });
    QAction* about = samscope::addAction(window, u"aboutAction"_s, tr("About samscope"), QKeySequence(u"Shift+F1"_s),
                                         [&window] { (new AboutDialog(&window))->open(); });
    QAction* quit = samscope::addAction(window, u"quitAction"_s, tr("Quit"), QKeySequence(u"Ctrl+Q"_s),
                                        [&window] { window.close(); });
    samscope::addAction(window, u"menuAction"_s, tr("Open the menu"), QKeySequence(Qt::Key_F10),
                        [this] { showMenu(); });
    menu->addAction(keys);
    addThemes(*menu->addMenu(tr("Theme")));
    addLanguages(*menu->addMenu(tr("Language")));
    menu->addSeparator();
    menu->addAction(steps);
    menu->addAction(about);
    menu->addSeparator();
    menu->addAction(quit);
    setMenu(menu);
}

void ProgramMenu::paintEvent(QPaintEvent* event)
{
    QPushButton::paintEvent(event);
    if (hasFocus()) { // which Fusion does not show on a flat button
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(themeColours(palette()).accent);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    }
}

void ProgramMenu::addThemes(QMenu& menu)
{
    using Choice = ThemeControl::Choice;
    auto* group = new QActionGroup(this);
    const auto add = [&](const QString& objectName, const QString& text, Choice choice) {
        QAction* action = addChoice(menu, *group, objectName, text, ThemeControl::instance().choice() == choice);
        connect(action, &QAction::triggered, this, [choice] { ThemeControl::instance().choose(choice); });
    };
    add(u"themeSystem"_s, tr("As the desktop"), Choice::System);
    add(u"themeLight"_s, tr("Light"), Choice::Light);
    add(u"themeDark"_s, tr("Dark"), Choice::Dark);
}

void ProgramMenu::addLanguages(QMenu& menu)
{
    auto* group = new QActionGroup(this);
    const auto add = [&](const QString& objectName, const QString& text, const QString& language) {
        QAction* action = addChoice(menu, *group, objectName, text, settings::language.get() == language);
        connect(action, &QAction::triggered, this, [this, language] {
            settings::language.set(language);
            Q_EMIT said(tr("The language changes when samscope is started again"));
        });
    };
    add(u"languageSystem"_s, tr("As the desktop"), u"system"_s);
    add(u"languageEnglish"_s, u"English"_s, u"en"_s);
    add(u"languageChinese"_s, u"简体中文"_s, u"zh_CN"_s);
}

} // namespace samscope
