#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>

#include "core/checkpoint/checkpoint.h"

namespace samscope {

/// `streamTensor` with the elements cast to `dtype` on the way. Throws `Error` when they would have to be cast and one
/// of the two dtypes is no floating-point type.
void streamTensorAs(const Checkpoint& checkpoint, const TensorEntry& entry, DType dtype, const ChunkSink& sink,
                    const std::stop_token& stop = {});

/// SHA-256 of the tensor's elements in C order and in their own dtype.
std::string tensorSha256(const Checkpoint& checkpoint, const TensorEntry& entry, const std::stop_token& stop = {});

/// How many elements are NaN or infinite; 0 for dtypes that are no floating-point type.
std::uint64_t countNotFinite(std::span<const std::byte> elements, DType dtype);

} // namespace samscope
