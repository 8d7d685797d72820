#pragma once

#include <QWidget>

class QPushButton;

namespace samscope {

class HintTable;
class QueueModel;

/// The checkpoints that are converted one after the other, each with its state; the row that is chosen is shown by the
/// page.
class QueueView : public QWidget
{
    Q_OBJECT
public:
    explicit QueueView(QueueModel& model, QWidget* parent = nullptr);

    /// 0 when there is none.
    int chosen() const;
    void choose(int id);
    /// The item that can be neither moved away nor removed while it is busy; 0 when none is.
    void setBusy(int id);

Q_SIGNALS:
    /// 0 when the queue is empty.
    void itemChosen(int id);
    void removeRequested(int id);

private:
    QWidget* buildButtons();
    void refresh();

    QueueModel& m_model;
    HintTable* m_table;
    QPushButton* m_up;
    QPushButton* m_down;
    QPushButton* m_remove;
    int m_busy = 0;
};

} // namespace samscope
