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

std::string amountText(const Progress& progress)
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
        m_first = progress.done;
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
        m_err << fmt::format("{}: {}{}\n", progress.stage, amountText(progress), paceText(progress)) << std::flush;
    }
}

// Of what was done since the stage began here: a resumed download begins in the middle.
std::string ConsoleProgress::paceText(const Progress& progress) const
{
    const std::chrono::duration<double> spent = Clock::now() - m_started;
    if (progress.done <= m_first || spent.count() <= 0) {
        return {};
    }
    const double pace = static_cast<double>(progress.done - m_first) / spent.count();
    const double left = static_cast<double>(progress.total - std::min(progress.done, progress.total)) / pace;
    const std::string speed =
        progress.unit == Unit::Bytes ? " · " + humanBytes(static_cast<std::uint64_t>(pace)) + "/s" : "";
    return speed + fmt::format(" · {:.0f} s left", left);
}

void ConsoleProgress::drawBar(const Progress& progress)
{
    const std::uint64_t filled = std::min(progress.done, progress.total) * barWidth / progress.total;
    m_err << fmt::format("\r\x1b[K{:<12} {:▓<{}}{:░<{}} {}{}", progress.stage, "", filled, "", barWidth - filled,
                         amountText(progress), paceText(progress))
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
