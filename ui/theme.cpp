#include "ui/theme.h"

#include "ui/theme_control.h"

#include <QApplication>
#include <QFontDatabase>
#include <QStyleFactory>
#include <QWidget>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QPalette lightPalette()
{
    QPalette palette(QColor(0xf3f4f6));
    palette.setColor(QPalette::Window, QColor(0xf3f4f6));
    palette.setColor(QPalette::Base, QColor(0xffffff));
    palette.setColor(QPalette::AlternateBase, QColor(0xf7f8fa));
    palette.setColor(QPalette::Button, QColor(0xe9ebef));
    palette.setColor(QPalette::Mid, QColor(0xc4c9d1));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText}) {
        palette.setColor(role, QColor(0x1c2127));
        palette.setColor(QPalette::Disabled, role, QColor(0x9aa1ab));
    }
    palette.setColor(QPalette::PlaceholderText, QColor(0x707883));
    palette.setColor(QPalette::ToolTipBase, QColor(0xffffff));
    palette.setColor(QPalette::Highlight, QColor(0x1f6feb));
    palette.setColor(QPalette::HighlightedText, QColor(0xffffff));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(0xc4c9d1));
    palette.setColor(QPalette::Link, QColor(0x1f6feb));
    return palette;
}

QPalette darkPalette()
{
    QPalette palette(QColor(0x2d3239));
    palette.setColor(QPalette::Window, QColor(0x2d3239));
    palette.setColor(QPalette::Base, QColor(0x1b1f24));
    palette.setColor(QPalette::AlternateBase, QColor(0x21252b));
    palette.setColor(QPalette::Button, QColor(0x424a55));
    palette.setColor(QPalette::Mid, QColor(0x59636f));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText}) {
        palette.setColor(role, QColor(0xe3e6ea));
        palette.setColor(QPalette::Disabled, role, QColor(0x717985));
    }
    palette.setColor(QPalette::PlaceholderText, QColor(0x8b939e));
    palette.setColor(QPalette::ToolTipBase, QColor(0x2f353d));
    palette.setColor(QPalette::Highlight, QColor(0x3d82f0));
    palette.setColor(QPalette::HighlightedText, QColor(0xffffff));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(0x454d58));
    palette.setColor(QPalette::Link, QColor(0x6ea8ff));
    return palette;
}

const ThemeColours lightColours{QColor(0x1f6feb), QColor(0x1a7f37), QColor(0x9a6700), QColor(0xc9252d),
                                QColor(0x5b636e), QColor(0xfde9b0), QColor(0x1f6feb), QColor(0xd1242f)};
const ThemeColours darkColours{QColor(0x6ea8ff), QColor(0x4cc26a), QColor(0xe0b13c), QColor(0xff6b6b),
                               QColor(0x9aa3af), QColor(0x5c4a14), QColor(0x3d82f0), QColor(0xe5484d)};

} // namespace

void applyTheme(QApplication& application)
{
    const bool dark = isDark(QApplication::palette());
    application.setStyle(QStyleFactory::create(u"Fusion"_s));
    ThemeControl::instance().start(dark);
}

void setDark(bool dark)
{
    const QPalette palette = dark ? darkPalette() : lightPalette();
    QApplication::setPalette(palette);
    for (QWidget* window : QApplication::topLevelWidgets()) {
        window->setPalette(palette); // those that are open do not follow the application's
    }
}

QColor themeColourFor(const QColor& colour, const QPalette& palette)
{
    const ThemeColours& wanted = themeColours(palette);
    const ThemeColours& other = isDark(palette) ? lightColours : darkColours;
    for (const auto member : {&ThemeColours::accent, &ThemeColours::good, &ThemeColours::warning, &ThemeColours::bad,
                              &ThemeColours::muted}) {
        if (colour == other.*member) {
            return wanted.*member;
        }
    }
    return colour;
}

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

const ThemeColours& themeColours(const QPalette& palette)
{
    return isDark(palette) ? darkColours : lightColours;
}

QFont monospaceFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QApplication::font().pointSizeF());
    return font;
}

} // namespace samscope
