#pragma once

#include "core/checkpoint/tensor_entry.h"

#include <cstddef>
#include <span>

namespace samscope {

/// Converts elements as torch's `Tensor.to` does: round to nearest even, overflow to infinity, NaN kept. Both dtypes
/// are floating point (F64, F32, F16, BF16); `out` holds exactly as many elements as `in`.
void castElements(std::span<const std::byte> in, DType from, std::span<std::byte> out, DType to);

} // namespace samscope
