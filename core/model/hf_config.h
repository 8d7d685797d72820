#pragma once

#include "core/base/strict_json.h"
#include "core/checkpoint/tensor_entry.h"
#include "core/model/sam_config.h"

#include <string>
#include <string_view>

namespace samscope {

/// Which processor files a folder gets: `V4` preprocessor_config.json (every version reads it), `V5` the nested
/// processor_config.json, `Both` (transformers 4.40 to 4.48 cannot load a folder with both).
enum class ProcessorLayout
{
    V4,
    V5,
    Both,
};

/// config.json as transformers 5.23 writes it for this config, plus `torch_dtype` for 4.x. Sorted keys, floats as
/// Python prints them.
std::string configJson(const SamConfig& config, DType dtype);

/// preprocessor_config.json of SamImageProcessor 4.57 for this image size.
std::string preprocessorConfigJson(const SamConfig& config);

/// processor_config.json as transformers 5.23 writes it.
std::string processorConfigJson(const SamConfig& config);

/// The config of an HF folder, defaults of SamConfig filled in; reads all three eras of config.json. Throws `Error`
/// with `name` when it is not a SAM config or a value is of the wrong type.
SamConfig readSamConfig(std::string_view text, const std::string& name);

} // namespace samscope
