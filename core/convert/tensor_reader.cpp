#include "core/convert/tensor_reader.h"

#include "core/base/progress.h"
#include "core/checkpoint/tensor_stream.h"

#include <algorithm>

namespace samscope {

TensorReader::TensorReader(const Checkpoint& checkpoint, const TensorEntry& entry, DType dtype,
                           const std::stop_token& stop)
{
    m_thread = std::thread([this, &checkpoint, &entry, dtype, stop] {
        m_wanted.acquire();
        try {
            streamTensorAs(
                checkpoint, entry, dtype, [this](std::span<const std::byte> piece) { offer(piece); }, stop);
        } catch (...) {
            m_error = std::current_exception();
        }
        m_ended = true;
        m_offered.release();
    });
}

TensorReader::~TensorReader()
{
    m_abandoned.request_stop();
    m_wanted.release();
    m_thread.join();
}

// On the reading thread: a piece is lent until the other side wants the next one.
void TensorReader::offer(std::span<const std::byte> piece)
{
    throwIfStopped(m_abandoned.get_token());
    if (!piece.empty()) {
        m_piece = piece;
        m_offered.release();
        m_wanted.acquire();
    }
}

std::span<const std::byte> TensorReader::next(std::size_t limit)
{
    if (m_piece.empty() && !m_ended) {
        m_wanted.release();
        m_offered.acquire();
    }
    if (m_error) {
        std::rethrow_exception(m_error);
    }
    const auto taken = m_piece.first(std::min(limit, m_piece.size()));
    m_piece = m_piece.subspan(taken.size());
    return taken;
}

} // namespace samscope
