#pragma once

#include "ui/inference_engine.h"
#include "ui/segment/candidate_view.h"
#include "ui/segment/mask_export.h"

#include <QWidget>

#include <memory>
#include <optional>

class QAction;
class QComboBox;
class QLabel;
class QToolButton;

namespace samscope {

class CandidatePanel;
class EverythingPanel;
class GroundTruth;
class ImageCanvas;
class InputPanel;
class MaskPanel;
class PanelArea;
class PathBox;
class PicturesPanel;
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
    /// A mask (PNG) or annotations (COCO JSON) of the picture at hand.
    void openTruth(const QString& path);
    std::vector<Activity*> activities();
    void stop();
    /// Remembers where the panels are.
    void saveLayout() const;

    /// Pictures that A and D step through; without them, the pictures in the folder of the one that is open.
    void setScenes(const QStringList& paths);

Q_SIGNALS:
    /// One line for the job bar.
    void said(const QString& text);

private:
    QWidget* buildSources();
    QWidget* buildTools();
    QWidget* buildWork();
    void buildDocks();
    void addActions();
    void addCanvasActions();
    void connectEngine();
    void connectCanvas();
    void connectMask();

    void chooseModel();
    void chooseImage();
    void chooseTruth();
    void exportMask(ExportKind kind);
    void showModel(const ModelInfo& info);
    /// After another one could not be loaded: the model before it goes on, or there is none.
    void keepModel(const QString& reason);
    void showPicture(const std::shared_ptr<const Picture>& picture);
    /// Makes the answer ready to be shown.
    void prepare();
    /// It belongs to other prompts, another model or another picture; what is shown of it stays.
    void forgetAnswer();
    void clearResult();
    void showResult(const SegmentResult& result);
    void showChosen();
    void showProblem(const QString& text);
    void refine();
    void runReferences();
    void connectEverything();
    void runEverything();
    /// Runs, or shows and hides what was found.
    void toggleEverything();
    void setEverythingShown(bool shown);
    void forgetEverything();
    void point(const PointPrompt& point);
    void hover(std::optional<QPoint> pixel);
    void setHoverPreview(bool wanted);
    void sendPrompts();
    void updateStatus();
    void updateHint();
    /// The logit of the chosen candidate under the cursor.
    std::optional<float> logitUnderCursor() const;

    InferenceEngine* m_engine;
    PromptHistory* m_history;
    GroundTruth* m_truth;
    MaskExport* m_export;
    PathBox* m_model;
    PathBox* m_image;
    QComboBox* m_device;
    QComboBox* m_numerics;
    PanelArea* m_docks;
    ImageCanvas* m_canvas;
    CandidatePanel* m_candidates;
    MaskPanel* m_mask;
    ReferencePanel* m_references;
    PicturesPanel* m_pictures;
    InputPanel* m_input;
    EverythingPanel* m_everything;
    QLabel* m_problem;
    QLabel* m_status;
    QToolButton* m_refine = nullptr;
    QToolButton* m_hover = nullptr;

    QString m_imagePath;               ///< of the picture that was opened, whatever is typed meanwhile
    std::optional<ModelInfo> m_info;   ///< nothing while another one is being loaded
    std::optional<ModelInfo> m_loaded; ///< the last one that could be loaded
    std::optional<QPoint> m_pixel;
    std::shared_ptr<const Answer> m_answer; ///< to the prompts as they are
    std::optional<SegmentResult> m_result;  ///< that is shown
    std::optional<PromptSet> m_shown;       ///< the prompts whose result was shown last
    ResultOptions m_options;
    Job m_preparing{this};
    bool m_hasPicture = false;
    bool m_showsEverything = false; ///< instead of the candidates; a click chooses one of them
    std::optional<double> m_encodeMs;
    std::optional<double> m_decodeMs;
    double m_paintMs = 0;
};

} // namespace samscope
