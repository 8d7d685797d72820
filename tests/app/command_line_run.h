#pragma once

#include "app/cli/cli.h"

#include <sstream>
#include <string>
#include <vector>

namespace samscope {

/// What a command line did.
struct Outcome
{
    int code = -1;
    std::string out;
    std::string err;
    int windows = 0;
    WindowRequest window;
};

inline Outcome run(const std::vector<std::string>& arguments, const std::stop_token& stop = {}, bool display = false)
{
    Outcome outcome;
    std::ostringstream out;
    std::ostringstream err;
    const CommandLine line{.out = out,
                           .err = err,
                           .stop = stop,
                           .progressBar = false,
                           .display = display,
                           .openWindow = [&](const WindowRequest& request) {
                               ++outcome.windows;
                               outcome.window = request;
                               return 0;
                           }};
    outcome.code = runCommandLine(arguments, line);
    outcome.out = out.str();
    outcome.err = err.str();
    return outcome;
}

} // namespace samscope
