#pragma once

#include <QWidget>

#include <memory>
#include <optional>

#include "ui/convert/conversion_run.h"

class QLabel;
class QPushButton;

namespace samscope {

class GoalCheck;
class ProofPanel;
class RemapView;
class SourcePanel;
class TensorPanel;

/// The workspace that turns a checkpoint into a proven Hugging Face folder.
class ConvertPage : public QWidget
{
    Q_OBJECT
public:
    explicit ConvertPage(QWidget* parent = nullptr);

    void openCheckpoint(const QString& path);
    void setFolder(const QString& path);
    Activity* activity() { return m_run->activity(); }
    void stop();

Q_SIGNALS:
    /// One line about how a job ended, for the job bar.
    void said(const QString& text);

private:
    void buildLayout();
    void connectRun();
    void requestPlan();
    void showPlan(const PlanOutcome& outcome);
    void startConversion();
    void finishConversion(const JobEnd& end);
    void checkTensors();
    void verifyForward();
    void showProof(const TensorProof& proof);
    void refresh();
    void checkGoal();

    ConversionRun* m_run;
    GoalCheck* m_goal;
    SourcePanel* m_source;
    QLabel* m_warnings;
    QPushButton* m_convert;
    RemapView* m_remap;
    TensorPanel* m_tensor;
    ProofPanel* m_proof;
    std::shared_ptr<const ConversionPlan> m_plan;
    QString m_planProblem;
    QString m_runProblem; ///< of the last conversion that failed
    std::optional<ConversionResult> m_result;
    std::filesystem::path m_convertedSource;
    bool m_sameDType = true;
};

} // namespace samscope
