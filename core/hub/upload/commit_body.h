#pragma once

#include "core/hub/upload/push_plan.h"

#include <string>
#include <vector>

namespace samscope {

/// The first `size` bytes in Base64.
std::string base64Of(const ByteSource& source, std::uint64_t size);

/// A commit as the Hub takes it: one JSON object per line, first the header, then each small file with its contents
/// and each large one by its hash. An empty `parent` is left out.
std::string commitBody(const std::string& message, const std::string& parent,
                       const std::vector<const PlannedFile*>& small, const std::vector<const PlannedFile*>& large);

} // namespace samscope
