#pragma once

#include "core/convert/convert.h"

#include <QWidget>

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

    /// What the form says now, for the checkpoint that it shows.
    ConvertOptions options() const;
    /// Shows what is asked for one checkpoint; emits nothing.
    void setOptions(const ConvertOptions& options);
    void setFolder(const QString& path);
    /// Puts opened files before the other recent ones.
    void remember(const QStringList& paths);
    /// Asks for files to open.
    void openFiles();

    void showReading();
    void showPlan(const ConversionPlan& plan);
    void showNoPlan();
    /// A line under the form; empty hides it.
    void setProblem(const QString& text);
    /// While its checkpoint is converted the form says how, and nothing can be changed.
    void setFixed(bool fixed);
    QPushButton& openButton() { return *m_open; }
    QPushButton& hubButton() { return *m_hub; }

Q_SIGNALS:
    /// Files to convert instead of what has not been converted yet.
    void openRequested(const QStringList& paths);
    /// Files for the end of the queue.
    void addRequested(const QStringList& paths);
    /// Variant, folder, dtype, layout or overwrite.
    void edited();

private:
    void buildForm();
    QWidget* checkpointRow();
    QWidget* detectionRow();
    QWidget* folderRow();
    void connectForm();
    QStringList askForFiles();
    void chooseFolder();
    void showEvidence(bool shown);

    ConvertOptions m_options; ///< with the checkpoint that is shown
    PathBox* m_checkpoint;
    QPushButton* m_open;
    QPushButton* m_add;
    QPushButton* m_hub;
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
