#pragma once

#include "core/hub/http/hub_client.h"
#include "tests/support/conversion.h"
#include "tests/support/fake_hub.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace samscope {

/// The repository that the tests use, and files for it: one text and one large file of 300 kB.
inline constexpr const char* testRepo = "org/tiny-sam";
FakeHub::Files testFiles(char seed = 'a');
std::string patternBytes(std::size_t size, char seed);

inline constexpr const char* secretToken = "hf_VerySecretTokenOfTheTest";

/// An environment of these variables and a HOME, /home/me.
using Variables = std::map<std::string, std::string>;
EnvironmentLookup lookup(Variables variables);

/// Settings with everything inside `folder`: retries come at once, and no exchange is given up for being slow.
HubSettings testHubSettings(const std::string& endpoint, const std::filesystem::path& folder);
std::unique_ptr<HubClient> testHubClient(const HubSettings& settings, const std::string& token = {});

/// Loses the replies to some requests, as if they had taken too long: they reach the server, and what it answered is
/// not known.
struct LostReplies
{
    std::string method;
    std::string path; ///< part of the URL
    int times = 1;
};
std::unique_ptr<HubClient> forgetfulHubClient(const HubSettings& settings, const std::string& token,
                                              const LostReplies& lost);

/// The variables of this process lead to `hub` and to nothing of the user's; tokens and cache lie below `home`.
void setHubEnvironment(const FakeHub& hub, const std::filesystem::path& home);

/// What is wrong with a cache: a link to nothing, a blob that is not what its name says, a revision without a
/// snapshot. Empty when it is whole, or not there at all.
std::string cacheProblem(const std::filesystem::path& cache);

/// Everything that is written in any file below a folder, for a search.
std::string allTextBelow(const std::filesystem::path& folder);

} // namespace samscope
