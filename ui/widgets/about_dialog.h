#pragma once

#include <QDialog>

namespace samscope {

/// What the program is, its versions and the licences of what it is made of.
class AboutDialog : public QDialog
{
    Q_OBJECT
public:
    explicit AboutDialog(QWidget* parent = nullptr);
};

} // namespace samscope
