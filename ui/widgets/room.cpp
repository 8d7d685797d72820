#include "ui/widgets/room.h"

#include <QResizeEvent>

namespace samscope {

Room::Room(QWidget* content, QWidget* parent)
    : QWidget(parent), m_content(content), m_size(content->sizeHint().expandedTo(content->minimumSize()))
{
    m_content->setParent(this);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Room::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_content->setGeometry(rect());
}

} // namespace samscope
