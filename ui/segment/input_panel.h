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
    struct Source
    {
        std::shared_ptr<const RgbImage> image;
        int inputSize = 0;

        bool operator==(const Source&) const = default;
        bool isComplete() const { return image && inputSize != 0; }
    };

    void refresh();
    void showFacts();

    ImageCanvas* m_canvas;
    CopyLabel* m_facts;
    Source m_source;
    Source m_drawn; ///< what the canvas shows, or is about to
    PromptSet m_prompts;
    Job m_job;
};

} // namespace samscope
