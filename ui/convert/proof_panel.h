#pragma once

#include <QWidget>

#include <optional>

#include "core/convert/convert.h"
#include "core/eval/verify.h"
#include "ui/convert/conversion_run.h"

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

    void clear();
    void showWritten(const ConversionResult& result);
    /// A comparison has started: what was known before no longer counts.
    void showChecking();
    void showTensors(const TensorProof& proof);
    void showForwardChecking();
    void showForward(const ForwardProof& proof, const ProofPictures& pictures);
    /// A comparison that could not be made or was stopped.
    void showUnknown(const QString& reason);
    void setButtonsEnabled(bool tensors, bool forward);

Q_SIGNALS:
    void tensorsRequested();
    void forwardRequested();

private:
    enum class Verdict
    {
        Unknown,
        Good,
        Bad,
    };

    void buildPictures();
    void say(QLabel& label, Verdict verdict, const QString& text);

    QLabel* m_written;
    QLabel* m_tensors;
    QLabel* m_forward;
    QWidget* m_pictures;
    QLabel* m_sourcePicture;
    QLabel* m_convertedPicture;
    QPushButton* m_checkTensors;
    QPushButton* m_verifyForward;
    QTableView* m_table;
    MismatchModel* m_mismatches;
    QLabel* m_pending = nullptr; ///< the line of the comparison that runs
};

} // namespace samscope
