#pragma once

#include <QScrollArea>

namespace samscope {

/// Gives `content` as much room as there is, and lets it be scrolled where that is less than it needs: on a small
/// screen, or one that shows everything twice as large. The keyboard brings what gets the focus into view.
class Scrolled : public QScrollArea
{
    Q_OBJECT
public:
    explicit Scrolled(QWidget* content, QWidget* parent = nullptr);

    QSize sizeHint() const override { return widget()->sizeHint(); }
    QSize minimumSizeHint() const override;
};

/// Scrolls what holds `widget` to where it is seen, once it has its place.
void bringIntoView(QWidget& widget);

} // namespace samscope
