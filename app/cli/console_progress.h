#pragma once

#include "core/base/progress.h"

#include <chrono>
#include <iosfwd>
#include <mutex>
#include <string>

namespace samscope {

/// Progress on standard error: a bar that redraws its line on a terminal, otherwise a plain line every 2 s, with speed
/// and time left. Stages that end within 0.3 s stay silent.
class ConsoleProgress final : public ProgressSink
{
public:
    ConsoleProgress(std::ostream& err, bool bar) : m_err(err), m_bar(bar) {}
    ConsoleProgress(const ConsoleProgress&) = delete;
    ConsoleProgress& operator=(const ConsoleProgress&) = delete;
    ~ConsoleProgress() override { clear(); }

    void report(const Progress& progress) override;
    /// Removes the bar, so that a line of text can be printed.
    void clear();

private:
    using Clock = std::chrono::steady_clock;

    void drawBar(const Progress& progress);
    /// " · 12.3 MB/s · 8 s left"; empty while nothing is known.
    std::string paceText(const Progress& progress) const;

    std::ostream& m_err;
    bool m_bar;
    std::mutex m_mutex;
    std::string m_stage;
    Clock::time_point m_started;
    Clock::time_point m_drawn;
    std::uint64_t m_first = 0; ///< what was done when the stage began
    std::uint64_t m_done = 0;
    bool m_visible = false;
};

} // namespace samscope
