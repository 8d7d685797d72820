#pragma once

#include <QWidget>

#include <memory>
#include <optional>
#include <string>

#include "core/imaging/mask.h"
#include "ui/segment/segment_engine.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace samscope {

class CandidatePanel;
class ImageCanvas;
class PathBox;
class PromptHistory;
class ReferencePanel;

/// The workspace in which clicks on a picture become masks.
class SegmentPage : public QWidget
{
    Q_OBJECT
public:
    explicit SegmentPage(PredictorFactory factory, QWidget* parent = nullptr);

    void openModel(const QString& path);
    void openImage(const QString& path);
    void openPack(const QString& path);
    /// Opens a pack and runs it as soon as a model of its variant is loaded.
    void runPack(const QString& path);
    void openTruth(const QString& path);
    std::vector<Activity*> activities() { return m_engine->activities(); }
    void stop() { m_engine->stop(); }

    /// Pictures that A and D step through; without them, the pictures in the folder of the one that is open.
    void setScenes(const QStringList& paths) { m_scenes = paths; }

Q_SIGNALS:
    /// One line for the job bar.
    void said(const QString& text);

private:
    QWidget* buildSources();
    QWidget* buildTools();
    QWidget* buildSide();
    QWidget* buildMaskTools();
    void addAction(const QString& objectName, const QString& text, const QKeySequence& shortcut, QToolButton* button,
                   const std::function<void()>& act);
    void addActions();
    void connectEngine();
    void connectCanvas();

    void chooseModel();
    void chooseImage();
    void chooseTruth();
    void stepImage(int by);
    void showModel(const ModelInfo& info);
    void showPicture(const std::shared_ptr<const Picture>& picture);
    void showResult(const SegmentResult& result);
    void showChosen();
    void showProblem(const QString& text);
    void exportMask();
    void sendPrompts();
    void updateStatus();
    void updateHint();

    SegmentEngine* m_engine;
    PromptHistory* m_history;
    PathBox* m_model;
    PathBox* m_image;
    QComboBox* m_device;
    QComboBox* m_numerics;
    ImageCanvas* m_canvas;
    CandidatePanel* m_candidates;
    QDoubleSpinBox* m_threshold;
    QLabel* m_truthLine;
    QPushButton* m_export;
    ReferencePanel* m_references;
    QLabel* m_problem;
    QLabel* m_status;

    QStringList m_scenes;
    std::optional<Mask> m_truth;
    std::optional<ModelInfo> m_info;
    std::optional<QPoint> m_pixel;
    bool m_hasPicture = false;
    std::optional<double> m_encodeMs;
    std::optional<double> m_decodeMs;
    double m_paintMs = 0;
};

} // namespace samscope
