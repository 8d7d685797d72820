#include "app/cli/console_progress.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace samscope {

namespace {

using namespace std::chrono_literals;

constexpr auto quiet = 300ms;
constexpr auto redraw = 50ms;
constexpr auto newLine = 2000ms;
constexpr std::uint64_t barWidth = 28;

std::string amount(const Progress& progress)
{
    if (progress.unit == Unit::Bytes) {
        return fmt::format("{} of {}", humanBytes(progress.done), humanBytes(progress.total));
    }
    return fmt::format("{} of {}", progress.done, progress.total);
}

} // namespace

void ConsoleProgress::report(const Progress& progress)
{
    const std::scoped_lock lock(m_mutex);
    const auto now = Clock::now();
    if (progress.stage != m_stage || progress.done < m_done) {
        m_stage = progress.stage;
        m_started = now;
        m_drawn = {};
    }
    m_done = progress.done;
    if (progress.total == 0 || now - m_started < quiet) {
        return;
    }
    if (now - m_drawn < (m_bar ? redraw : newLine) && progress.done != progress.total) {
        return;
    }
    m_drawn = now;
    if (m_bar) {
        drawBar(progress);
    } else {
        m_err << fmt::format("{}: {}\n", progress.stage, amount(progress)) << std::flush;
    }
}

void ConsoleProgress::drawBar(const Progress& progress)
{
    const std::uint64_t filled = std::min(progress.done, progress.total) * barWidth / progress.total;
    const std::chrono::duration<double> spent = Clock::now() - m_started;
    const double left = progress.done == 0 ? 0.0
                                           : spent.count() * static_cast<double>(progress.total - progress.done) /
                                                 static_cast<double>(progress.done);
    m_err << fmt::format("\r\x1b[K{:<12} {:▓<{}}{:░<{}} {} · {:.0f} s left", progress.stage, "", filled, "",
                         barWidth - filled, amount(progress), left)
          << std::flush;
    m_visible = true;
}

void ConsoleProgress::clear()
{
    if (m_visible) {
        m_err << "\r\x1b[K" << std::flush;
        m_visible = false;
    }
}

} // namespace samscope
