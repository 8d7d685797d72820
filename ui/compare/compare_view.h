#pragma once

#include "core/inference/prompt.h"
#include "ui/compare/mask_layers.h"

#include <QTimer>
#include <QWidget>

#include <array>
#include <memory>

namespace samscope {

class ImageCanvas;
class Picture;
class WipeHandle;

/// The picture with the masks of both models on it, in one view: one of them, both with a border between them, both in
/// turn, or where they differ; or in two views side by side, which move together.
class CompareView : public QWidget
{
    Q_OBJECT
public:
    enum class Mode
    {
        A,
        B,
        Wipe,
        Blink,
        Difference,
        SideBySide,
    };

    explicit CompareView(QWidget* parent = nullptr);

    ImageCanvas* canvas() { return m_canvas; }
    /// Both views; the second is seen side by side only.
    std::array<ImageCanvas*, 2> canvases() { return {m_canvas, m_second}; }
    void setPicture(const std::shared_ptr<const Picture>& picture);
    void setLayers(const CompareLayers& layers);
    void setPrompts(const PromptSet& prompts);
    void setMode(Mode mode);
    /// Column of the picture at which a wipe goes over from A to B.
    int splitColumn() const;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void setSplit(double fraction);
    void placeHandle();
    void show(const QImage& layer);
    void showMode();
    void showWipe();

    ImageCanvas* m_canvas;
    ImageCanvas* m_second;
    WipeHandle* m_handle;
    Mode m_mode = Mode::Wipe;
    CompareLayers m_layers;
    double m_split = 0.5; ///< fraction of the picture's width
    QTimer m_blink;
    bool m_blinkShowsB = false;
};

} // namespace samscope
