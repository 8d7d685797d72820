#pragma once

#include "ui/convert/conversion_queue.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;

namespace samscope {

class HubPanel;
class ProofPanel;
class PushPanel;
class QueueView;
class RemapView;
class SourcePanel;
class TensorPanel;

/// The workspace that turns a checkpoint into a proven Hugging Face folder.
class ConvertPage : public QWidget
{
    Q_OBJECT
public:
    explicit ConvertPage(QWidget* parent = nullptr);

    /// The only checkpoint that has not been converted makes room for them.
    void openCheckpoints(const QStringList& paths);
    void setFolder(const QString& path);
    std::vector<Activity*> activities();
    void stop();

Q_SIGNALS:
    /// One line about how a job ended, for the job bar.
    void said(const QString& text);
    /// A model folder that needs no conversion is to be looked at.
    void modelRequested(const QString& path);

private:
    void buildLayout();
    void connectPanels();
    void connectQueue();
    void connectHub();
    /// The item that the page shows; null when the queue is empty.
    const QueueItem* item() const { return m_queue->find(m_shown); }
    void showItem(int id);
    void showPlan();
    void takeForm();
    void refresh();

    ConversionQueue* m_queue;
    SourcePanel* m_source;
    HubPanel* m_hub;
    QueueView* m_list;
    QLabel* m_warnings;
    QPushButton* m_convert;
    RemapView* m_remap;
    TensorPanel* m_tensor;
    ProofPanel* m_proof;
    PushPanel* m_push;
    int m_shown = 0;
};

} // namespace samscope
