#pragma once

#include "core/inference/prompt.h"

#include <QObject>
#include <QUndoStack>

#include <memory>
#include <variant>
#include <vector>

namespace samscope {

/// The logits of a candidate, 4Gx4G, that the decoder starts from.
struct MaskPrompt
{
    std::shared_ptr<const std::vector<float>> logits;
};

/// The prompts of the picture at hand, in the order in which they were given, with undo and redo for each step.
class PromptHistory : public QObject
{
    Q_OBJECT
public:
    using Step = std::variant<PointPrompt, Rect<double>, MaskPrompt>;

    explicit PromptHistory(QObject* parent = nullptr);

    QUndoStack& stack() { return m_stack; }
    /// Two buttons are enabled from now on while there is something to undo, or to redo.
    void enable(QWidget& undo, QWidget& redo) const;
    PromptSet prompts() const;
    bool isEmpty() const { return m_steps.empty(); }
    bool hasMask() const;

    void addPoint(const PointPrompt& point);
    /// There is one box: a new one replaces the old.
    void addBox(const Rect<double>& box);
    /// There is one mask prompt, too.
    void addMask(const MaskPrompt& mask);
    void removeLast();
    void clear();
    /// Forgets everything, also what could be undone: another picture.
    void reset();

Q_SIGNALS:
    void changed();

private:
    class Change;

    template <typename Kind> void replace(const Kind& step, const QString& text);
    void push(std::vector<Step> steps, const QString& text);
    void setSteps(const std::vector<Step>& steps);

    std::vector<Step> m_steps;
    QUndoStack m_stack;
};

} // namespace samscope
