#pragma once

#include <QLabel>

namespace samscope {

/// A text to copy: a part of it that the mouse has selected, or all of it after Tab. Lines may be broken at zero width
/// spaces, which are not copied.
class CopyLabel : public QLabel
{
    Q_OBJECT
public:
    explicit CopyLabel(QWidget* parent = nullptr);

    static constexpr char16_t breakHere = 0x200b;

protected:
    void focusInEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void copy() const;
};

} // namespace samscope
