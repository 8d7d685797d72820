#include "core/hub/http/hub_settings.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>

namespace samscope {

namespace fs = std::filesystem;

namespace {

bool isTrue(const std::optional<std::string>& value)
{
    std::string upper = value.value_or("");
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return upper == "1" || upper == "ON" || upper == "YES" || upper == "TRUE";
}

std::optional<std::string> nonEmpty(std::optional<std::string> value)
{
    return value && !value->empty() ? value : std::nullopt;
}

// Replaces $NAME and ${NAME} by their values; what is not set stays as it is written.
std::string expandVariables(const std::string& text, const EnvironmentLookup& environment)
{
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const bool braces = text.compare(i, 2, "${") == 0;
        const std::size_t begin = i + (braces ? 2 : 1);
        std::size_t end = begin;
        while (text[i] == '$' && end < text.size() &&
               (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_')) {
            ++end;
        }
        const bool closed = !braces || (end < text.size() && text[end] == '}');
        const auto value = end > begin && closed ? environment(text.substr(begin, end - begin)) : std::nullopt;
        const std::size_t next = value ? end + (braces ? 1 : 0) : i + 1;
        out += value ? *value : text.substr(i, 1);
        i = next;
    }
    return out;
}

fs::path expanded(std::string text, const fs::path& userHome, const EnvironmentLookup& environment)
{
    if (text == "~" || text.starts_with("~/")) {
        text = userHome.string() + text.substr(1);
    }
    return expandVariables(text, environment);
}

std::chrono::milliseconds seconds(const std::optional<std::string>& value, std::chrono::milliseconds otherwise)
{
    int number = 0;
    const std::string text = value.value_or("");
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    return code == std::errc() && end == text.data() + text.size() && number > 0 ? std::chrono::seconds(number)
                                                                                 : otherwise;
}

} // namespace

EnvironmentLookup processEnvironment()
{
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
}

HubSettings hubSettings(const EnvironmentLookup& environment)
{
    const auto value = [&](const char* name) { return nonEmpty(environment(name)); };
    const fs::path userHome = value("HOME").value_or("/");
    const auto place = [&](const char* name, const fs::path& otherwise) {
        const auto text = value(name);
        return text ? expanded(*text, userHome, environment) : otherwise;
    };
    HubSettings settings;
    settings.endpoint = value("HF_ENDPOINT").value_or(settings.endpoint);
    settings.endpoint.erase(settings.endpoint.find_last_not_of('/') + 1);
    settings.home = place("HF_HOME", place("XDG_CACHE_HOME", userHome / ".cache") / "huggingface");
    settings.cacheFolder = place("HF_HUB_CACHE", place("HUGGINGFACE_HUB_CACHE", settings.home / "hub"));
    settings.tokenFile = place("HF_TOKEN_PATH", settings.home / "token");
    settings.offline = isTrue(value("HF_HUB_OFFLINE") ? value("HF_HUB_OFFLINE") : value("TRANSFORMERS_OFFLINE"));
    settings.implicitToken = !isTrue(value("HF_HUB_DISABLE_IMPLICIT_TOKEN"));
    settings.symlinks = !isTrue(value("HF_HUB_DISABLE_SYMLINKS"));
    settings.metadataPatience = seconds(value("HF_HUB_ETAG_TIMEOUT"), settings.metadataPatience);
    settings.transferPatience = seconds(value("HF_HUB_DOWNLOAD_TIMEOUT"), settings.transferPatience);
    return settings;
}

} // namespace samscope
