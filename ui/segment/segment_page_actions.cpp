#include "ui/actions.h"
#include "ui/canvas/image_canvas.h"
#include "ui/canvas/prompt_history.h"
#include "ui/segment/candidate_panel.h"
#include "ui/segment/mask_panel.h"
#include "ui/segment/pictures_panel.h"
#include "ui/segment/segment_page.h"

#include <QAction>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

void SegmentPage::addActions()
{
    const auto add = [this](const QString& id, const QString& text, const QKeySequence& keys,
                            const std::function<void()>& act) { samscope::addAction(*this, id, text, keys, act); };
    add(u"openImageAction"_s, tr("Open a picture"), QKeySequence::Open, [this] { chooseImage(); });
    add(u"openModelAction"_s, tr("Open a model"), QKeySequence(u"Ctrl+Shift+O"_s), [this] { chooseModel(); });
    add(u"openTruthAction"_s, tr("Open a ground truth"), QKeySequence(u"Ctrl+G"_s), [this] { chooseTruth(); });
    add(u"exportPngAction"_s, tr("Export the mask"), QKeySequence(u"Ctrl+E"_s),
        [this] { exportMask(ExportKind::MaskPng); });
    add(u"exportCocoAction"_s, tr("Export COCO run lengths"), QKeySequence(u"Ctrl+Shift+E"_s),
        [this] { exportMask(ExportKind::CocoJson); });
    add(u"exportOverlayAction"_s, tr("Export the picture with the mask"), QKeySequence(u"Ctrl+Alt+E"_s),
        [this] { exportMask(ExportKind::OverlayPng); });
    add(u"undoAction"_s, tr("Undo"), QKeySequence::Undo, [this] { m_history->stack().undo(); });
    add(u"redoAction"_s, tr("Redo"), QKeySequence(u"Ctrl+Shift+Z"_s), [this] { m_history->stack().redo(); });
    add(u"clearAction"_s, tr("Clear"), QKeySequence(Qt::Key_C), [this] {
        setEverythingShown(false);
        m_history->clear();
    });
    add(u"removeLastAction"_s, tr("Remove the last prompt"), QKeySequence(Qt::Key_Backspace),
        [this] { m_history->removeLast(); });
    add(u"refineAction"_s, tr("Refine"), QKeySequence(Qt::Key_R), [this] { refine(); });
    add(u"hoverAction"_s, tr("Hover"), QKeySequence(Qt::Key_H), [this] { m_hover->toggle(); });
    add(u"everythingAction"_s, tr("Everything"), QKeySequence(Qt::Key_E), [this] { toggleEverything(); });
    add(u"fitAction"_s, tr("Fit"), QKeySequence(u"Ctrl+F"_s), [this] { m_canvas->fit(); });
    add(u"fullSizeAction"_s, tr("100 %"), QKeySequence(u"Ctrl+0"_s), [this] { m_canvas->zoomTo(1); });
    add(u"nextImageAction"_s, tr("Next picture"), QKeySequence(Qt::Key_D), [this] { m_pictures->step(1); });
    add(u"previousImageAction"_s, tr("Previous picture"), QKeySequence(Qt::Key_A), [this] { m_pictures->step(-1); });
    add(u"thresholdDownAction"_s, tr("Lower threshold"), QKeySequence(Qt::Key_BracketLeft),
        [this] { m_mask->stepThreshold(-1); });
    add(u"thresholdUpAction"_s, tr("Higher threshold"), QKeySequence(Qt::Key_BracketRight),
        [this] { m_mask->stepThreshold(1); });
    add(u"outlineAction"_s, tr("Outline of the mask"), QKeySequence(Qt::Key_O), [this] { m_mask->toggleOutline(); });
    add(u"heatMapAction"_s, tr("Heat map of the logits"), QKeySequence(Qt::Key_M), [this] { m_mask->toggleHeatMap(); });
    for (int i = 0; i < 3; ++i) {
        add(u"candidate%1Action"_s.arg(i + 1), tr("Candidate %1").arg(i + 1), QKeySequence(Qt::Key_1 + i),
            [this, i] { m_candidates->choose(i); });
    }
    connect(m_canvas, &ImageCanvas::stepped, m_candidates, &CandidatePanel::step);
    addCanvasActions();
    connect(findChild<QAction*>(u"openImageAction"_s), &QAction::changed, this, &SegmentPage::updateHint);
    connect(findChild<QAction*>(u"openModelAction"_s), &QAction::changed, this, &SegmentPage::updateStatus);
}

void SegmentPage::addCanvasActions()
{
    const auto add = [this](const QString& id, const QString& text, const QKeySequence& keys,
                            const std::function<void()>& act) {
        samscope::addAction(*m_canvas, id, text, keys, act, Qt::WidgetShortcut);
    };
    add(u"placeForegroundAction"_s, tr("Foreground point at the cursor"), QKeySequence(Qt::Key_Return),
        [this] { m_canvas->placePoint(1); });
    add(u"placeBackgroundAction"_s, tr("Background point at the cursor"), QKeySequence(u"Shift+Return"_s),
        [this] { m_canvas->placePoint(0); });
    add(u"placeCornerAction"_s, tr("Corner of a box at the cursor"), QKeySequence(Qt::Key_B),
        [this] { m_canvas->placeCorner(); });
    add(u"zoomInAction"_s, tr("Zoom in"), QKeySequence(Qt::Key_Plus), [this] { m_canvas->zoomBy(1); });
    add(u"zoomOutAction"_s, tr("Zoom out"), QKeySequence(Qt::Key_Minus), [this] { m_canvas->zoomBy(-1); });
}

} // namespace samscope
