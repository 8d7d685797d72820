#pragma once

#include "core/base/work.h"
#include "core/hub/http/hub_settings.h"
#include "core/hub/http/transport.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace samscope {

/// Seconds that a reply asks to wait: Retry-After (a number or a date), or the reset of a RateLimit header.
std::optional<std::chrono::milliseconds> askedWait(const HttpReply& reply);

/// Whether the same request may succeed later: no complete reply, 408, 429 and 5xx.
bool mayRecover(const HttpReply& reply);

/// Decides whether a failed exchange is tried again, and waits before it: longer each time, or as long as the server
/// asks.
class Retry
{
public:
    Retry(const RetryPolicy& policy, const Work& work) : m_policy(policy), m_work(work) {}

    /// False when it is no use or the tries are used up. Throws `Error` when stopped.
    bool waitAfter(const HttpReply& reply);
    /// Bytes have arrived; enough of them, and the tries are counted anew.
    void dataArrived(std::uint64_t bytes);

private:
    const RetryPolicy& m_policy;
    Work m_work;
    int m_tries = 0;
    std::uint64_t m_arrived = 0; ///< since the last try
};

} // namespace samscope
