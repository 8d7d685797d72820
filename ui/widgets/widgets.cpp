#include "ui/widgets/widgets.h"

#include "ui/theme.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QBoxLayout>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>

namespace samscope {

void name(QWidget* widget, const QString& objectName, const QString& meaning)
{
    widget->setObjectName(objectName);
    if (qobject_cast<QLabel*>(widget) != nullptr) { // a name would be read out in place of its text
        widget->setAccessibleDescription(meaning);
    } else {
        widget->setAccessibleName(meaning);
    }
}

QLabel* heading(const QString& text)
{
    auto* label = new QLabel(text);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    return label;
}

QWidget* row(std::initializer_list<QWidget*> widgets, QWidget* wide)
{
    auto* holder = new QWidget;
    auto* layout = new QHBoxLayout(holder);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    for (QWidget* widget : widgets) {
        layout->addWidget(widget, widget == wide ? 1 : 0);
    }
    if (wide == nullptr) {
        layout->addStretch(1);
    }
    return holder;
}

void focusUnlessTyping(QWidget& widget, const QWidget& field)
{
    const QWidget* focus = QApplication::focusWidget();
    const auto* line = qobject_cast<const QLineEdit*>(focus);
    if (const auto* box = qobject_cast<const QComboBox*>(focus)) {
        line = box->lineEdit();
    } else if (const auto* number = qobject_cast<const QAbstractSpinBox*>(focus)) {
        line = number->findChild<const QLineEdit*>();
    }
    const bool isTyped = line != nullptr && line->isModified();
    if (widget.isVisible() && (!isTyped || focus == &field || field.isAncestorOf(focus))) {
        widget.setFocus();
    }
}

namespace {

constexpr const char* primaryProperty = "samscopePrimary";
constexpr const char* toggleProperty = "samscopeToggle";
constexpr const char* colourProperty = "samscopeTextColour";

void fillWithAccent(QPalette& palette)
{
    for (const auto group : {QPalette::Active, QPalette::Inactive}) {
        palette.setColor(group, QPalette::Button, palette.color(QPalette::Highlight));
        palette.setColor(group, QPalette::ButtonText, palette.color(QPalette::HighlightedText));
    }
}

void colourToggle(QAbstractButton& button)
{
    QPalette palette = QApplication::palette();
    if (button.isChecked()) {
        fillWithAccent(palette);
    }
    button.setPalette(palette);
}

} // namespace

void makePrimary(QPushButton& button)
{
    button.setProperty(primaryProperty, true);
    QPalette palette = QApplication::palette();
    fillWithAccent(palette);
    button.setPalette(palette);
}

void makeToggle(QAbstractButton& button)
{
    button.setCheckable(true);
    button.setFocusPolicy(Qt::StrongFocus);
    button.setProperty(toggleProperty, true);
    QObject::connect(&button, &QAbstractButton::toggled, &button, [&button] { colourToggle(button); });
}

void setTextColour(QLabel& label, const QColor& colour)
{
    label.setProperty(colourProperty, colour);
    QPalette palette = QApplication::palette();
    palette.setColor(QPalette::WindowText, colour);
    label.setPalette(palette);
}

void refreshColours()
{
    for (QWidget* widget : QApplication::allWidgets()) {
        if (widget->property(primaryProperty).isValid()) {
            makePrimary(static_cast<QPushButton&>(*widget));
        } else if (widget->property(toggleProperty).isValid()) {
            colourToggle(static_cast<QAbstractButton&>(*widget));
        } else if (widget->property(colourProperty).isValid()) {
            const auto colour = widget->property(colourProperty).value<QColor>();
            setTextColour(static_cast<QLabel&>(*widget), themeColourFor(colour, QApplication::palette()));
        }
    }
}

void prepareTable(QTableView& table)
{
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setShowGrid(false);
    table.setAlternatingRowColors(true);
    table.setWordWrap(false);
    table.setTabKeyNavigation(false);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + gridStep);
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setStretchLastSection(true);
    table.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

} // namespace samscope
