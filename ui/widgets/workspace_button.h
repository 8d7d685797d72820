#pragma once

#include <QAbstractButton>

namespace samscope {

/// One entry of the switch on the left edge: a drawn icon over its name.
class WorkspaceButton : public QAbstractButton
{
    Q_OBJECT
public:
    enum class Icon
    {
        Convert, ///< two arrows
        Segment, ///< a target
        Compare, ///< a divided square
    };

    WorkspaceButton(Icon icon, const QString& text, QWidget* parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Icon m_icon;
};

} // namespace samscope
