#pragma once

#include "core/hub/http/hub_client.h"

#include <memory>

namespace samscope {

enum class TokenUse
{
    Implicit, ///< reading: none with HF_HUB_DISABLE_IMPLICIT_TOKEN
    Needed,   ///< writing
};

/// A client for the Hub of the environment, through Qt Network. It needs a QCoreApplication and is used from one
/// thread. Throws `Error` for an endpoint that is not https.
std::unique_ptr<HubClient> openHub(const EnvironmentLookup& environment, TokenUse use);

} // namespace samscope
