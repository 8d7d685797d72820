#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace samscope {

/// Objects keep the order in which their keys were written.
using Json = nlohmann::ordered_json;

/// Parses JSON from a file of a stranger: valid UTF-8, no duplicate keys, nesting at most 32, nothing after the value.
/// Throws `Error` with `name` as the file and the byte offset as the place.
Json parseStrictJson(std::string_view text, const std::string& name);

/// Two spaces of indent and a trailing newline, as Python's json.dumps(indent=2) in transformers writes.
std::string prettyJson(const Json& value);

} // namespace samscope
