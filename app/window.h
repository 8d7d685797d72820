#pragma once

#include <stop_token>

#include "app/cli/cli.h"

namespace samscope {

/// True when the environment names a display or a Qt platform that a window can open on.
bool displayAvailable();

/// Opens the window and returns when it is closed. Throws `Error` when there is no display.
int runWindow(int& argc, char** argv, const WindowRequest& request, const std::stop_token& stop);

} // namespace samscope
