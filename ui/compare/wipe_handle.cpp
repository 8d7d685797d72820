#include "ui/compare/wipe_handle.h"

#include "ui/theme.h"
#include "ui/widgets/widgets.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

constexpr int grip = 2 * gridStep; ///< width that the mouse can take hold of

} // namespace

WipeHandle::WipeHandle(QWidget* parent) : QWidget(parent)
{
    name(this, u"wipeHandle"_s, tr("Border between A (left) and B (right)"));
    setToolTip(tr("Drag, or use the arrow keys: A is left of it, B right of it"));
    setCursor(Qt::SplitHCursor);
    setFocusPolicy(Qt::StrongFocus);
}

void WipeHandle::moveTo(double x)
{
    const int left =
        std::clamp(static_cast<int>(std::lround(x)) - grip / 2, 0, std::max(0, parentWidget()->width() - grip));
    setGeometry(left, 0, grip, parentWidget()->height());
}

void WipeHandle::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = width() / 2.0;
    painter.setPen(QPen(QColor(0, 0, 0, 160), 4));
    painter.drawLine(QPointF(middle, 0), QPointF(middle, height()));
    painter.setPen(QPen(Qt::white, 2));
    painter.drawLine(QPointF(middle, 0), QPointF(middle, height()));
    painter.setPen(QPen(hasFocus() ? themeColours(palette()).accent : QColor(0, 0, 0, 160), 2));
    painter.setBrush(Qt::white);
    painter.drawRoundedRect(QRectF(2, height() / 2.0 - 14, width() - 4, 28), 5, 5);
}

void WipeHandle::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton) {
        Q_EMIT dragged(mapToParent(event->position()).x());
    }
}

void WipeHandle::keyPressEvent(QKeyEvent* event)
{
    const int size = event->modifiers() & Qt::ShiftModifier ? 10 : 1;
    if (event->key() == Qt::Key_Left) {
        Q_EMIT stepped(-size);
    } else if (event->key() == Qt::Key_Right) {
        Q_EMIT stepped(size);
    } else {
        QWidget::keyPressEvent(event);
    }
}

} // namespace samscope
