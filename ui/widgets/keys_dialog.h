#pragma once

#include <QDialog>

#include <vector>

class QAction;
class QFormLayout;
class QKeySequenceEdit;
class QLabel;

namespace samscope {

/// Every action with its keys, by workspace, to be changed; changes count at once. Keys that another action of the same
/// place has are refused, by name.
class KeysDialog : public QDialog
{
    Q_OBJECT
public:
    /// `window` holds the actions.
    explicit KeysDialog(QWidget& window);

private:
    void addRow(QFormLayout& form, QAction& action);
    void change(QAction& action, QKeySequenceEdit& edit);
    void reset();

    std::vector<std::pair<QAction*, QKeySequenceEdit*>> m_rows;
    QLabel* m_line;
};

} // namespace samscope
