#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace samscope {

/// Looks up an environment variable; nothing when it is not set.
using EnvironmentLookup = std::function<std::optional<std::string>(const std::string&)>;

EnvironmentLookup processEnvironment();

/// How often and how long a failed exchange is tried again.
struct RetryPolicy
{
    int attempts = 5; ///< tries after the first one; counted anew whenever data arrives
    std::chrono::milliseconds firstWait{1000};
    std::chrono::milliseconds longestWait{8000};
    std::chrono::milliseconds longestAsked{300'000}; ///< a server that asks for a longer wait gets none
};

/// Where the Hub is and what is shared with its Python client, with the names and defaults that huggingface_hub 2.4
/// gives them.
struct HubSettings
{
    std::string endpoint = "https://huggingface.co"; ///< HF_ENDPOINT, without a slash at the end
    std::filesystem::path home;                      ///< HF_HOME
    std::filesystem::path cacheFolder;               ///< HF_HUB_CACHE, else HF_HOME/hub
    std::filesystem::path tokenFile;                 ///< HF_TOKEN_PATH, else HF_HOME/token
    bool offline = false;                            ///< HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE
    bool implicitToken = true;                       ///< unless HF_HUB_DISABLE_IMPLICIT_TOKEN
    bool symlinks = true;                            ///< unless HF_HUB_DISABLE_SYMLINKS
    /// HF_HUB_ETAG_TIMEOUT and HF_HUB_DOWNLOAD_TIMEOUT: how long less than 1 kB may move before an exchange fails.
    std::chrono::milliseconds metadataPatience{10'000};
    std::chrono::milliseconds transferPatience{10'000};
    std::chrono::milliseconds answerPatience{60'000}; ///< where the server works before it answers: uploads, commits
    RetryPolicy retry;
};

HubSettings hubSettings(const EnvironmentLookup& environment);

} // namespace samscope
