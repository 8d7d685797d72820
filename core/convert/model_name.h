#pragma once

#include "core/model/variant_detect.h"

#include <filesystem>
#include <string>
#include <vector>

namespace samscope {

/// Every number in which two configs differ: "hidden_size is 168, not 768", with the tensor that shows it where the
/// evidence names one.
std::vector<std::string> configDifferences(const SamConfig& found, const SamConfig& expected,
                                           const std::vector<Evidence>& evidence);

/// Throws `Error` with the evidence unless `modelName` is empty or the name of exactly this config.
void requireModelName(const std::string& modelName, const SamConfig& found, const std::vector<Evidence>& evidence,
                      const std::filesystem::path& file);

} // namespace samscope
