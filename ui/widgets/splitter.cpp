#include "ui/widgets/splitter.h"

#include "ui/settings.h"
#include "ui/theme.h"
#include "ui/widgets/widgets.h"

#include <QKeyEvent>
#include <QPainter>

namespace samscope {

namespace {

constexpr int keyStep = 2 * gridStep;

class Border : public QSplitterHandle
{
public:
    explicit Border(QSplitter* splitter) : QSplitterHandle(Qt::Horizontal, splitter)
    {
        setFocusPolicy(Qt::TabFocus); // a drag leaves the focus where it is
    }

protected:
    void keyPressEvent(QKeyEvent* event) override
    {
        if (event->key() == Qt::Key_Left) {
            moveSplitter(x() - keyStep);
        } else if (event->key() == Qt::Key_Right) {
            moveSplitter(x() + keyStep);
        } else {
            QSplitterHandle::keyPressEvent(event);
        }
    }

    void paintEvent(QPaintEvent* event) override
    {
        QSplitterHandle::paintEvent(event);
        if (hasFocus()) {
            const QColor accent = themeColours(palette()).accent;
            QPainter painter(this);
            painter.fillRect(QRect((width() - gridStep / 2) / 2, 0, gridStep / 2, height()), accent);
        }
    }
};

} // namespace

Splitter::Splitter(const QString& id, const QString& borderName, QWidget* left, QWidget* right)
{
    setObjectName(id);
    addWidget(left);
    addWidget(right);
    setStretchFactor(0, 1);
    setChildrenCollapsible(false);
    setHandleWidth(2 * gridStep);
    name(handle(1), id + QStringLiteral("Border"), borderName);
    restoreState(settings::splitter(id).get());
    connect(this, &QSplitter::splitterMoved, this, [this] { settings::splitter(objectName()).set(saveState()); });
}

QSplitterHandle* Splitter::createHandle()
{
    return new Border(this);
}

} // namespace samscope
