#pragma once

#include "ui/models/queue_item.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace samscope {

class MismatchModel;

/// Whether the written folder is what the checkpoint was: tensor identity, then forward differences, green or red.
class ProofPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ProofPanel(QWidget* parent = nullptr);

    /// What is known about the item's folder; null: nothing.
    void showItem(const QueueItem* item);
    void setButtonsEnabled(bool enabled);
    QPushButton& pushButton() { return *m_push; }

Q_SIGNALS:
    void tensorsRequested();
    void forwardRequested();
    /// The written folder is to be looked at in Segment.
    void segmentRequested();

private:
    enum class Verdict
    {
        Unknown,
        Good,
        Bad,
    };

    void buildPictures();
    void showWritten(const ConversionResult* result);
    void showTensors(const ConversionProof& proof);
    void showForward(const ConversionProof& proof);
    void say(QLabel& label, Verdict verdict, const QString& text);

    QLabel* m_written;
    QLabel* m_tensors;
    QLabel* m_forward;
    QWidget* m_pictures;
    QLabel* m_sourcePicture;
    QLabel* m_convertedPicture;
    QPushButton* m_checkTensors;
    QPushButton* m_verifyForward;
    QPushButton* m_segment;
    QPushButton* m_push;
    QTableView* m_table;
    MismatchModel* m_mismatches;
};

} // namespace samscope
