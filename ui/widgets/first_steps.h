#pragma once

#include <QWidget>

class QAction;
class QLabel;

namespace samscope {

/// A strip that says what to do first, until the user has read it.
class FirstSteps : public QWidget
{
    Q_OBJECT
public:
    explicit FirstSteps(QWidget* parent = nullptr);

    /// Names the keys that the actions of the window have, now and later.
    void showKeysOf(const QWidget& window);

private:
    void tell(const QWidget& window);

    QLabel* m_text;
};

} // namespace samscope
