#pragma once

#include "app/resource_files.h"
#include "ui/main_window.h"

namespace samscope {

/// What the window shows of the demo, its first scene on top.
DemoFiles demoFiles(const Demo& demo);

} // namespace samscope
