#pragma once

#include <QWidget>

namespace samscope {

/// Gives `content` a room whose size does not follow it: whatever changes in there, the layouts around it are not asked
/// again. For lines of text that change while something runs; the height is that of the content when it moves in.
class Room : public QWidget
{
    Q_OBJECT
public:
    explicit Room(QWidget* content, QWidget* parent = nullptr);

    QSize sizeHint() const override { return m_size; }
    QSize minimumSizeHint() const override { return {0, m_size.height()}; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* m_content;
    QSize m_size;
};

} // namespace samscope
