#pragma once

#include <chrono>

namespace samscope {

/// Milliseconds between laps.
class Stopwatch
{
public:
    /// Time since the last lap (or the start), in ms.
    double lap()
    {
        const auto now = Clock::now();
        const std::chrono::duration<double, std::milli> passed = now - m_started;
        m_started = now;
        return passed.count();
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point m_started = Clock::now();
};

} // namespace samscope
