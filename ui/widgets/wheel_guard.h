#pragma once

#include <QObject>

namespace samscope {

/// Lets the wheel scroll the page over boxes that would take a step as a choice: a box takes the wheel only while it
/// has the focus, one with a path never, since each step would open another file.
class WheelGuard : public QObject
{
    Q_OBJECT
public:
    /// Works for all windows of the application as long as it lives.
    explicit WheelGuard(QObject* parent);

    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace samscope
