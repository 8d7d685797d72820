#pragma once

#include "core/eval/compare.h"
#include "core/inference/session.h"

#include <QString>

#include <vector>

namespace samscope {

/// What two models say about the same prompts, measured.
struct ComparedAnswers
{
    Answers answers; ///< of A and B
    std::vector<CandidateComparison> rows;
    QString warning; ///< what is wrong with them; empty when all is well
};

/// Slow for large pictures: call it off the GUI thread.
ComparedAnswers comparedAnswers(Answers answers);

} // namespace samscope
