#pragma once

#include "core/base/progress.h"

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <stop_token>
#include <string>
#include <vector>

namespace samscope {

/// What the window should show when it opens.
struct WindowRequest
{
    std::filesystem::path model;               ///< may be empty
    std::vector<std::filesystem::path> images; ///< may be empty
    bool demo = false;
};

/// The surroundings of a command line: where text goes, what asks to stop, and how a window is opened.
struct CommandLine
{
    std::ostream& out;
    std::ostream& err;
    std::stop_token stop;
    bool progressBar = false; ///< a bar that redraws its line; otherwise plain lines
    bool display = false;     ///< a window could be shown
    std::function<int(const WindowRequest&)> openWindow;
};

/// Runs one command line (without the program's name) and returns its exit code: 0 done, 1 a comparison failed, 2 bad
/// input or usage, 3 a forbidden pickle global, 130 stopped. Never throws.
int runCommandLine(const std::vector<std::string>& arguments, const CommandLine& surroundings);

} // namespace samscope
