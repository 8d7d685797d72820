#pragma once

#include "core/checkpoint/checkpoint.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

namespace samscope {

using ChunkSink = std::function<void(std::span<const std::byte>)>;

/// The elements of one tensor in C order and in its own dtype, in pieces of at most 512 KiB. The record's CRC is
/// checked on the way (over the whole record, also where the tensor is a part of it), so that a sink must not publish
/// what it got before this returns. Throws `Error` on a CRC mismatch, a shrunk file, an unsupported dtype, or a stop.
void streamTensor(const Checkpoint& checkpoint, const TensorEntry& entry, const ChunkSink& sink,
                  const std::stop_token& stop = {});

/// The CRC-32 that the file promises for just the bytes that `streamTensor` passes on; nothing where it promises none,
/// or one over other bytes as well.
std::optional<std::uint32_t> promisedCrc32(const Checkpoint& checkpoint, const TensorEntry& entry);

/// `streamTensor` with the elements cast to `dtype` on the way. Throws `Error` when they would have to be cast and one
/// of the two dtypes is not a floating-point type.
void streamTensorAs(const Checkpoint& checkpoint, const TensorEntry& entry, DType dtype, const ChunkSink& sink,
                    const std::stop_token& stop = {});

/// SHA-256 of the tensor's elements in C order and in their own dtype.
std::string tensorSha256(const Checkpoint& checkpoint, const TensorEntry& entry, const std::stop_token& stop = {});

/// How many elements are NaN or infinite; 0 for dtypes that are not floating-point types.
std::uint64_t countNotFinite(std::span<const std::byte> elements, DType dtype);

} // namespace samscope
