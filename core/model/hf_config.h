#pragma once

#include "core/checkpoint/tensor_entry.h"
#include "core/model/sam_config.h"

#include <string>

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

} // namespace samscope
