#pragma once

#include "core/hub/http/hub_settings.h"

#include <filesystem>
#include <string>

namespace samscope {

/// An access token of the Hub. It cannot be printed: it leaves only as the Authorization header.
class Token
{
public:
    Token() = default;
    /// Blanks and line ends around it do not belong to it.
    explicit Token(std::string value);

    bool empty() const { return m_value.empty(); }
    /// "Bearer …"
    std::string authorization() const { return "Bearer " + m_value; }
    /// `text` with every occurrence of the token replaced: for words of a server that may have echoed it.
    std::string redacted(std::string text) const;

private:
    friend void saveToken(const std::filesystem::path& file, const Token& token);
    std::string m_value;
};

/// HF_TOKEN, else HUGGING_FACE_HUB_TOKEN, else the token file; empty when there is none.
Token readToken(const HubSettings& settings, const EnvironmentLookup& environment);

/// Writes the file that the Python client reads too, for nobody but the user (mode 0600). Throws `Error`.
void saveToken(const std::filesystem::path& file, const Token& token);

} // namespace samscope
