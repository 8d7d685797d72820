#pragma once

#include "core/eval/encoder_probe.h"
#include "ui/compare/compare_view.h"
#include "ui/compare/compared_answers.h"
#include "ui/inference_engine.h"

#include <QWidget>

#include <array>
#include <optional>

class QButtonGroup;
class QComboBox;
class QLabel;
class QTableView;

namespace samscope {

class ComparisonModel;
class DivergencePlot;
class ImageCanvas;
class PathBox;
class PromptHistory;

/// The workspace in which two models answer the same prompts.
class ComparePage : public QWidget
{
    Q_OBJECT
public:
    explicit ComparePage(PredictorFactory factory, QWidget* parent = nullptr);

    /// `side` is 0 for A and 1 for B.
    void openModel(std::size_t side, const QString& path);
    void openImage(const QString& path);
    std::vector<Activity*> activities() { return m_engine->activities(); }
    void stop();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    /// What is measured and drawn off the GUI thread.
    enum Subject
    {
        Encoders,
        Masks,
        Layers,
    };

    QWidget* buildSources();
    QWidget* buildTools();
    QWidget* buildSide();
    void prepareCandidates();
    void addCanvasActions();
    void connectEngine();

    void loadAgain(std::size_t side);
    void stepCandidate(int by);
    void chooseModel(std::size_t side);
    void chooseImage();
    void sendPrompts();
    void showModel(std::size_t side, const ModelInfo& info);
    /// After another one could not be loaded: the model before it goes on, or there is none.
    void keepModel(std::size_t side, const QString& reason);
    void compareEncoders(const EncodedPictures& pictures);
    void forgetEncoders();
    /// While both models are there.
    void showEncoders();
    void compareAnswers(const Answers& answers);
    void showAnswers(ComparedAnswers compared);
    void drawCandidate(std::size_t index);
    void clearAnswers();
    void showProblem(const QString& text);
    void updateStatus();
    void updateHint();

    InferenceEngine* m_engine;
    PromptHistory* m_history;
    std::array<PathBox*, 2> m_models;
    std::array<QComboBox*, 2> m_numerics;
    PathBox* m_image;
    QComboBox* m_device;
    QButtonGroup* m_modes;
    CompareView* m_view;
    ComparisonModel* m_comparison;
    QTableView* m_candidates;
    DivergencePlot* m_plot;
    QLabel* m_problem;
    QLabel* m_status;
    std::array<std::optional<ModelInfo>, 2> m_infos;  ///< nothing while another one is being loaded
    std::array<std::optional<ModelInfo>, 2> m_loaded; ///< the last ones that could be loaded
    EncoderProbe m_probe;
    std::optional<EncoderComparison> m_encoders; ///< of m_loaded on the picture
    std::optional<ComparedAnswers> m_compared;   ///< that is shown
    Job m_measuring;
    bool m_hasPicture = false;
    bool m_isEncoded = false;
    bool m_isAsked = false;
};

} // namespace samscope
