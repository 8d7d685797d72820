#include "core/hub/http/hub_session.h"

#include "core/hub/http/qt_transport.h"

namespace samscope {

std::unique_ptr<HubClient> openHub(const EnvironmentLookup& environment, TokenUse use)
{
    HubSettings settings = hubSettings(environment);
    requireSafeUrl(settings.endpoint);
    const bool wanted = use == TokenUse::Needed || settings.implicitToken;
    Token token = wanted ? readToken(settings, environment) : Token();
    return std::make_unique<HubClient>(std::move(settings), std::move(token), qtTransport(environment));
}

} // namespace samscope
