#pragma once

#include "core/convert/convert.h"
#include "core/eval/compare_forward.h"
#include "core/eval/compare_tensors.h"

#include <QImage>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace samscope {

/// The built-in picture with the mask of each forward pass on it.
struct ProofPictures
{
    static constexpr int side = 72; ///< logical pixels of the square that they fit into; drawn at twice that

    QImage source;
    QImage converted;
};

/// Whether a written folder is what its checkpoint was, as far as that is known.
struct ConversionProof
{
    bool comparingTensors = false;
    bool comparingForward = false;
    std::optional<TensorProof> tensors;
    std::optional<ForwardProof> forward;
    ProofPictures pictures; ///< with `forward`
    QString tensorProblem;  ///< why tensors could not be compared
    QString forwardProblem; ///< why forward passes could not be compared
};

/// One checkpoint of the queue: what is asked for, what is known before, and what came of it.
struct QueueItem
{
    enum class State
    {
        Waiting,
        Running,
        Done,
        Failed,
        Stopped,
    };

    int id = 0;
    ConvertOptions options;
    State state = State::Waiting;

    bool isRead = false;                        ///< the plan and its problem are known
    std::shared_ptr<const ConversionPlan> plan; ///< nothing for a file that cannot be read
    QString planProblem;
    bool isGoalKnown = false;
    QString goalProblem; ///< why the folder may not be written

    bool hasLog = false;             ///< a conversion has been started
    std::vector<WrittenRow> written; ///< by the conversion that runs or ran last
    QString runProblem;              ///< why it failed
    std::shared_ptr<const ConversionResult> result;
    ConversionProof proof;

    /// Neither running nor done.
    bool isOpen() const { return state != State::Running && state != State::Done; }
    /// Nothing that is known stands in the way.
    bool canRun() const { return isOpen() && isGoalKnown && goalProblem.isEmpty() && plan && planProblem.isEmpty(); }
};

} // namespace samscope
