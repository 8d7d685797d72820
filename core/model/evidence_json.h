#pragma once

#include "core/base/strict_json.h"
#include "core/model/variant_detect.h"

namespace samscope {

/// {"hidden_size": {"value", "source", "assumed"}, …}: the evidence as `inspect --json` and the remap log have it.
Json evidenceJson(const Detection& detection);

} // namespace samscope
