#include "core/hub/http/transport.h"

#include <algorithm>

namespace samscope {

std::optional<std::string> HttpReply::header(std::string_view lowerCaseName) const
{
    const auto found = std::ranges::find(headers, lowerCaseName, &HttpHeaders::value_type::first);
    return found == headers.end() ? std::nullopt : std::optional(found->second);
}

} // namespace samscope
