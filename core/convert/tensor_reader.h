#pragma once

#include "core/checkpoint/checkpoint.h"

#include <cstddef>
#include <exception>
#include <semaphore>
#include <span>
#include <stop_token>
#include <thread>

namespace samscope {

/// Pulls the elements of a tensor that `streamTensorAs` pushes, on a thread of its own, so that two tensors can be read
/// side by side.
class TensorReader
{
public:
    TensorReader(const Checkpoint& checkpoint, const TensorEntry& entry, DType dtype, const std::stop_token& stop);
    TensorReader(const TensorReader&) = delete;
    TensorReader& operator=(const TensorReader&) = delete;
    ~TensorReader();

    /// At most `limit` of the bytes that come next, valid until the next call; empty at the end. Rethrows what the
    /// reading threw.
    std::span<const std::byte> next(std::size_t limit);

private:
    void offer(std::span<const std::byte> piece);

    std::span<const std::byte> m_piece;
    std::exception_ptr m_error;
    bool m_ended = false;
    std::binary_semaphore m_wanted{0};
    std::binary_semaphore m_offered{0};
    std::stop_source m_abandoned;
    std::thread m_thread;
};

} // namespace samscope
