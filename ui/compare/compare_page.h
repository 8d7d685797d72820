#pragma once

#include "ui/compare/compare_engine.h"
#include "ui/compare/compare_view.h"

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
    Activity* activity() { return m_engine->activity(); }
    void stop() { m_engine->stop(); }

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
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
    void showAnswers(const ComparedAnswers& answers);
    void clearAnswers();
    void showProblem(const QString& text);
    void updateStatus();
    void updateHint();

    CompareEngine* m_engine;
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
    std::array<std::optional<ModelInfo>, 2> m_infos;
    bool m_hasPicture = false;
    bool m_isEncoded = false;
    bool m_isAsked = false;
};

} // namespace samscope
