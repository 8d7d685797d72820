#include "ui/scrolled.h"

#include <QApplication>
#include <QScrollBar>
#include <QTimer>

#include "ui/theme.h"

namespace samscope {

Scrolled::Scrolled(QWidget* content, Way way, QWidget* parent) : QScrollArea(parent), m_way(way)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    if (m_way == Way::Down) {
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    }
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
    const int width = m_way == Way::Down ? widget()->minimumSizeHint().expandedTo(widget()->minimumSize()).width() +
                                               verticalScrollBar()->sizeHint().width()
                                         : 16 * gridStep;
    return {width, 16 * gridStep};
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
