#pragma once

#include <QAbstractItemView>
#include <QComboBox>
#include <QMouseEvent>
#include <QTest>

namespace samscope {

/// Moves the mouse over `widget`, also where that lies outside the small offscreen screen (there QTest::mouseMove does
/// nothing).
inline void moveMouse(QWidget& widget, QPointF place, Qt::MouseButtons buttons = Qt::NoButton)
{
    QMouseEvent move(QEvent::MouseMove, place, widget.mapToGlobal(place), Qt::NoButton, buttons, {});
    QCoreApplication::sendEvent(&widget, &move);
}

/// Opens the list of a combo box and clicks on a row of it.
inline void clickRow(QComboBox& box, int row)
{
    QTest::mouseClick(&box, Qt::LeftButton);
    QAbstractItemView& list = *box.view();
    QTRY_VERIFY(list.isVisible());
    const QPoint place = list.visualRect(list.model()->index(row, 0)).center();
    moveMouse(*list.viewport(), place);
    QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, place);
    QTRY_VERIFY(!list.isVisible());
}

} // namespace samscope
