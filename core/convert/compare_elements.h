#pragma once

#include "core/checkpoint/checkpoint.h"

#include <optional>
#include <stop_token>

namespace samscope {

/// How the elements of two tensors of one shape differ.
struct ElementDifference
{
    bool identical = true;             ///< bit for bit
    std::optional<double> maxAbs;      ///< max |a-b|; infinite where a number faces a NaN; nothing for complex numbers
    std::optional<double> maxRelative; ///< max |a-b| / max(|a|, 1e-12)
};

/// A tensor and the checkpoint that it is read from.
struct TensorOf
{
    const Checkpoint& checkpoint;
    const TensorEntry& entry;
};

/// Reads both side by side at constant memory, `a` cast to `castTo` where that is given, and compares numbers in
/// float64. Different dtypes are never identical. Throws `Error` for what streamTensor refuses.
ElementDifference compareElements(const TensorOf& a, const TensorOf& b, std::optional<DType> castTo,
                                  const std::stop_token& stop);

} // namespace samscope
