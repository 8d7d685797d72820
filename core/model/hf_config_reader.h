#pragma once

#include "core/model/sam_config.h"

#include <string>
#include <string_view>

namespace samscope {

/// The config of an HF folder, defaults of SamConfig filled in; reads all three eras of config.json. Throws `Error`
/// with `name` when it is not a SAM config or a value is of the wrong type.
SamConfig readSamConfig(std::string_view text, const std::string& name);

} // namespace samscope
