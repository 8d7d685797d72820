#include "ui/widgets/scrolled.h"

#include "ui/theme.h"

#include <QApplication>
#include <QTimer>

namespace samscope {

Scrolled::Scrolled(QWidget* content, QWidget* parent) : QScrollArea(parent)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setWidget(content);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* focus) {
        const bool isClick = QGuiApplication::mouseButtons() != Qt::NoButton; // on what is in view
        if (focus != nullptr && !isClick && widget()->isAncestorOf(focus)) {
            ensureWidgetVisible(focus);
        }
    });
}

QSize Scrolled::minimumSizeHint() const
{
    return {16 * gridStep, 16 * gridStep};
}

void bringIntoView(QWidget& widget)
{
    QTimer::singleShot(0, &widget, [&widget] { // after the layouts around it
        for (QWidget* holder = widget.parentWidget(); holder != nullptr; holder = holder->parentWidget()) {
            if (auto* scrolled = qobject_cast<Scrolled*>(holder)) {
                scrolled->ensureWidgetVisible(&widget);
            }
        }
    });
}

} // namespace samscope
