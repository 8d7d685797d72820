#pragma once

#include <QWidget>

namespace samscope {

/// A strip that says what to do first, until the user has read it.
class FirstSteps : public QWidget
{
    Q_OBJECT
public:
    explicit FirstSteps(QWidget* parent = nullptr);
};

} // namespace samscope
