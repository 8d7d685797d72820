#pragma once

#include "core/base/work.h"
#include "core/checkpoint/tensor_entry.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace samscope {

enum class DiffStatus
{
    Same,
    Changed,
    Missing, ///< in the first, not in the second
    Extra,   ///< in the second, not in the first
};

/// "same", "changed", "missing", "extra".
std::string_view diffStatusName(DiffStatus status);

/// One tensor of two checkpoints under its common (transformers) name.
struct TensorDiff
{
    std::string name;
    DiffStatus status = DiffStatus::Same;
    Shape shapeA, shapeB;              ///< empty where it is not there
    std::string dtypeA, dtypeB;        ///< torch names, empty where it is not there
    std::optional<double> maxAbs;      ///< where both have the same shape and real numbers
    std::optional<double> maxRelative; ///< max |a-b| / max(|a|, 1e-12)
};

struct CheckpointDiff
{
    std::vector<TensorDiff> rows;
    std::size_t same = 0, changed = 0, missing = 0, extra = 0;
};

/// Compares two checkpoints of any container and layout, SAM keys by their transformers names (the tied embedding
/// once), anything else by its own. Different dtypes are `Changed`, compared in float64. Constant memory.
CheckpointDiff diffCheckpoints(const std::filesystem::path& a, const std::filesystem::path& b, const Work& work);

} // namespace samscope
