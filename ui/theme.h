#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

class QApplication;

namespace samscope {

/// Colours that the palette has no role for, chosen for the palette in use.
struct ThemeColours
{
    QColor accent;
    QColor good;
    QColor warning;
    QColor bad;
    QColor muted;      ///< secondary text
    QColor changed;    ///< behind the part of a name that a rule changed
    QColor foreground; ///< marks and masks of foreground points
    QColor background; ///< marks of background points
};

/// Fusion with the program's light or dark palette: SAMSCOPE_THEME=light|dark, otherwise the user's choice; follows the
/// desktop from then on (ThemeControl).
void applyTheme(QApplication& application);

/// Gives the application one of the program's palettes.
void setDark(bool dark);

/// What a colour of one palette is called in the other; other colours stay.
QColor themeColourFor(const QColor& colour, const QPalette& palette);

bool isDark(const QPalette& palette);
const ThemeColours& themeColours(const QPalette& palette);

/// The system's fixed-width face at the size of the interface, for tensor names and hashes.
QFont monospaceFont();

/// All spacing is a multiple of this many pixels.
inline constexpr int gridStep = 8;

} // namespace samscope
