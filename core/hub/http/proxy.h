#pragma once

#include "core/hub/http/hub_settings.h"

#include <string>

namespace samscope {

/// The proxy for a URL after HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY (either case, the lower one first), as
/// the Python client reads them; empty for a direct connection.
std::string proxyFor(const std::string& url, const EnvironmentLookup& environment);

} // namespace samscope
