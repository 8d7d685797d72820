#include "core/hub/http/token.h"

#include "core/base/byte_reader.h"
#include "core/base/byte_source.h"
#include "core/base/error.h"
#include "core/base/save_file.h"

#include <algorithm>
#include <string_view>

namespace samscope {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t largestTokenFile = 64 * 1024;

std::string trimmed(std::string text)
{
    std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
    const auto first = text.find_first_not_of(" \t");
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

Token tokenFromFile(const fs::path& file)
{
    std::error_code code;
    if (!fs::is_regular_file(file, code)) {
        return {};
    }
    const auto source = openByteSource(file);
    if (source->size() > largestTokenFile) {
        throw Error({.file = file.string(),
                     .reason = humanBytes(source->size()) + " is not an access token",
                     .advice = "write a token of the Hub into it, or remove it"});
    }
    return Token(std::string(asText(source->read(0, source->size()))));
}

} // namespace

Token::Token(std::string value) : m_value(trimmed(std::move(value))) {}

std::string Token::redacted(std::string text) const
{
    for (std::size_t at = 0; !empty() && (at = text.find(m_value, at)) != std::string::npos;) {
        text.replace(at, m_value.size(), "(token)");
    }
    return text;
}

Token readToken(const HubSettings& settings, const EnvironmentLookup& environment)
{
    for (const char* name : {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
        Token token(environment(name).value_or(""));
        if (!token.empty()) {
            return token;
        }
    }
    return tokenFromFile(settings.tokenFile);
}

void saveToken(const fs::path& file, const Token& token)
{
    std::error_code code;
    fs::create_directories(file.parent_path(), code);
    saveFile(file, [&](File& out) {
        fs::permissions(out.path(), fs::perms::owner_read | fs::perms::owner_write);
        out.write(asBytes(token.m_value));
    });
}

} // namespace samscope
