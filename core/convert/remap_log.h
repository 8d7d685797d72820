#pragma once

#include "core/base/strict_json.h"
#include "core/convert/convert.h"

#include <string>

namespace samscope {

/// The remap log of `convert --log`: source, variant, evidence, counts and one row per key. `result` is null for a
/// plan that was not (or could not be) carried out; hashes are then null.
Json remapLogJson(const ConversionPlan& plan, const ConversionResult* result);

/// The same rows as CSV with a header line (RFC 4180 quoting).
std::string remapLogCsv(const ConversionPlan& plan, const ConversionResult* result);

} // namespace samscope
