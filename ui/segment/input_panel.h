#pragma once

#include "core/imaging/image.h"
#include "core/inference/prompt.h"
#include "ui/job.h"

#include <QWidget>

#include <memory>

namespace samscope {

class CopyLabel;
class ImageCanvas;

/// What the model sees: the square input with its scale and padding, and where the prompts land in it. Nothing is
/// computed while the panel is hidden.
class InputPanel : public QWidget
{
    Q_OBJECT
public:
    explicit InputPanel(QWidget* parent = nullptr);

    /// Nothing: no picture. `inputSize` 0: no model yet.
    void setSource(std::shared_ptr<const RgbImage> image, int inputSize);
    void setPrompts(const PromptSet& prompts);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refresh();
    void showFacts();

    ImageCanvas* m_canvas;
    CopyLabel* m_facts;
    std::shared_ptr<const RgbImage> m_image;
    int m_inputSize = 0;
    PromptSet m_prompts;
    bool m_isDue = false;
    Job m_job;
};

} // namespace samscope
