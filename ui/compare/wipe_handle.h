#pragma once

#include <QMouseEvent>
#include <QWidget>

namespace samscope {

/// The line between the two halves of a wipe: dragged with the mouse, moved by the arrow keys.
class WipeHandle : public QWidget
{
    Q_OBJECT
public:
    explicit WipeHandle(QWidget* parent);

    /// Where the line is, in pixels of the parent.
    void moveTo(double x);

Q_SIGNALS:
    /// The mouse wants the line there, in pixels of the parent.
    void dragged(double x);
    /// An arrow key: by so many hundredths of the picture.
    void stepped(int hundredths);

protected:
    void paintEvent(QPaintEvent* event) override;
    // What is not accepted here would become a prompt on the canvas behind.
    void mousePressEvent(QMouseEvent* event) override { event->accept(); }
    void mouseReleaseEvent(QMouseEvent* event) override { event->accept(); }
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace samscope
