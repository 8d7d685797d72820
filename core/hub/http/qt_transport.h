#pragma once

#include "core/hub/http/hub_settings.h"
#include "core/hub/http/transport.h"

#include <memory>

namespace samscope {

/// HTTP through Qt Network, with the proxies of the environment. It needs a QCoreApplication, and runs an event loop
/// of its own while it waits.
std::unique_ptr<Transport> qtTransport(EnvironmentLookup environment);

} // namespace samscope
