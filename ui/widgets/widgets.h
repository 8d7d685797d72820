#pragma once

#include <initializer_list>

class QAbstractButton;
class QColor;
class QLabel;
class QPushButton;
class QString;
class QTableView;
class QWidget;

namespace samscope {

/// The object name that tests use, and what the widget is: the name that screen readers say, or the description of a
/// label, whose name is its text.
void name(QWidget* widget, const QString& objectName, const QString& meaning);

/// A bold line above what belongs together.
QLabel* heading(const QString& text);

/// Widgets side by side on the grid; `wide` gets the room that is left.
QWidget* row(std::initializer_list<QWidget*> widgets, QWidget* wide = nullptr);

/// The one button of a page that does its job: filled with the accent.
void makePrimary(QPushButton& button);

/// A button that stays down, and then is filled with the accent: Fusion alone hardly shows it on dark palettes.
void makeToggle(QAbstractButton& button);

/// `colour` is one of themeColours; it follows the theme.
void setTextColour(QLabel& label, const QColor& colour);

/// Gives `widget` the focus when what was asked for in `field` has arrived, unless the page is not seen or something is
/// being typed into another field.
void focusUnlessTyping(QWidget& widget, const QWidget& field);

/// Colours that were set by these functions, for the palette that the application has now.
void refreshColours();

/// The look that all tables share: rows selected as a whole, no grid, tight rows, read only.
void prepareTable(QTableView& table);

} // namespace samscope
