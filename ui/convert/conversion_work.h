#pragma once

#include "core/convert/convert.h"
#include "ui/models/queue_item.h"

#include <filesystem>
#include <memory>

// What the queue does with one checkpoint off the GUI thread.

namespace samscope {

struct PlanAnswer
{
    std::shared_ptr<const ConversionPlan> plan;
    QString problem; ///< why it cannot be converted all the same
};

/// Throws `Error` when there is no plan at all. A model name that disagrees is a problem of the plan of what was
/// detected.
PlanAnswer readPlan(const ConvertOptions& options);

struct ForwardComparison
{
    ForwardProof proof;
    ProofPictures pictures;
};

/// Both forward passes on the built-in picture. Throws `Error` as `compareForward` does.
ForwardComparison compareWithPictures(const std::filesystem::path& source, const std::filesystem::path& converted,
                                      bool exact, const Work& work);

} // namespace samscope
