#pragma once

#include "app/cli/cli.h"

#include <stop_token>

namespace samscope {

/// True when the environment names a display or a Qt platform that a window can open on.
bool displayAvailable();

/// Opens the window and returns when it is closed. Throws `Error` when there is no display.
int runWindow(int& argc, char** argv, const WindowRequest& request, const std::stop_token& stop);

} // namespace samscope
