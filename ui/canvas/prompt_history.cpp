#include "ui/canvas/prompt_history.h"

#include <QUndoCommand>
#include <QWidget>

#include <algorithm>

namespace samscope {

/// From one list of prompts to another.
class PromptHistory::Change final : public QUndoCommand
{
public:
    Change(PromptHistory& history, std::vector<Step> after, const QString& text)
        : QUndoCommand(text), m_history(history), m_before(history.m_steps), m_after(std::move(after))
    {
    }

    void undo() override { m_history.setSteps(m_before); }
    void redo() override { m_history.setSteps(m_after); }

private:
    PromptHistory& m_history;
    std::vector<Step> m_before;
    std::vector<Step> m_after;
};

PromptHistory::PromptHistory(QObject* parent) : QObject(parent) {}

void PromptHistory::enable(QWidget& undo, QWidget& redo) const
{
    undo.setEnabled(m_stack.canUndo());
    redo.setEnabled(m_stack.canRedo());
    connect(&m_stack, &QUndoStack::canUndoChanged, &undo, &QWidget::setEnabled);
    connect(&m_stack, &QUndoStack::canRedoChanged, &redo, &QWidget::setEnabled);
}

PromptSet PromptHistory::prompts() const
{
    PromptSet prompts;
    for (const Step& step : m_steps) {
        if (const auto* point = std::get_if<PointPrompt>(&step)) {
            prompts.points.push_back(*point);
        } else if (const auto* box = std::get_if<Rect<double>>(&step)) {
            prompts.box = *box;
        } else {
            prompts.maskInput = *std::get<MaskPrompt>(step).logits;
        }
    }
    return prompts;
}

bool PromptHistory::hasMask() const
{
    return std::ranges::any_of(m_steps, [](const Step& step) { return std::holds_alternative<MaskPrompt>(step); });
}

void PromptHistory::addPoint(const PointPrompt& point)
{
    std::vector<Step> steps = m_steps;
    steps.emplace_back(point);
    push(std::move(steps), point.label == 1 ? tr("foreground point") : tr("background point"));
}

void PromptHistory::addBox(const Rect<double>& box)
{
    replace(box, tr("box"));
}

void PromptHistory::addMask(const MaskPrompt& mask)
{
    replace(mask, tr("mask prompt"));
}

template <typename Kind> void PromptHistory::replace(const Kind& step, const QString& text)
{
    std::vector<Step> steps = m_steps;
    std::erase_if(steps, [](const Step& old) { return std::holds_alternative<Kind>(old); });
    steps.emplace_back(step);
    push(std::move(steps), text);
}

void PromptHistory::removeLast()
{
    if (!m_steps.empty()) {
        push({m_steps.begin(), m_steps.end() - 1}, tr("remove the last prompt"));
    }
}

void PromptHistory::clear()
{
    if (!m_steps.empty()) {
        push({}, tr("clear the prompts"));
    }
}

void PromptHistory::reset()
{
    m_stack.clear();
    setSteps({});
}

void PromptHistory::push(std::vector<Step> steps, const QString& text)
{
    m_stack.push(new Change(*this, std::move(steps), text));
}

void PromptHistory::setSteps(const std::vector<Step>& steps)
{
    m_steps = steps;
    Q_EMIT changed();
}

} // namespace samscope
