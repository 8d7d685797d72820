#pragma once

#include <QWidget>

#include "core/convert/convert.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;
class QToolButton;

namespace samscope {

class EvidenceModel;
class PathBox;

/// What is converted, into which folder and how: the form at the top of Convert, with the detected variant and the
/// evidence behind it.
class SourcePanel : public QWidget
{
    Q_OBJECT
public:
    explicit SourcePanel(QWidget* parent = nullptr);

    /// What the form says now.
    ConvertOptions options() const;
    /// Shows a checkpoint and proposes a folder beside it; emits `sourceChanged`.
    void setCheckpoint(const QString& path);
    void setFolder(const QString& path);
    /// Asks for a file.
    void openFile();

    void showReading();
    void showPlan(const ConversionPlan& plan);
    void showNoPlan();
    /// A line under the form; empty hides it.
    void setProblem(const QString& text);

Q_SIGNALS:
    /// Another checkpoint or another variant: a new plan is needed.
    void sourceChanged();
    /// Folder, dtype, layout or overwrite: the plan stays.
    void goalChanged();

private:
    void buildForm();
    QWidget* checkpointRow();
    QWidget* detectionRow();
    QWidget* folderRow();
    void connectForm();
    void chooseFolder();
    void showEvidence(bool shown);

    PathBox* m_checkpoint;
    QPushButton* m_open;
    QComboBox* m_variant;
    QLabel* m_detected;
    QToolButton* m_evidenceToggle;
    QTableView* m_evidence;
    EvidenceModel* m_evidenceModel;
    QLineEdit* m_folder;
    QPushButton* m_browse;
    QComboBox* m_dtype;
    QComboBox* m_layout;
    QCheckBox* m_overwrite;
    QLabel* m_problem;
};

} // namespace samscope
