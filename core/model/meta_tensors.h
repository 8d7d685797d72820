#pragma once

#include "core/checkpoint/tensor_entry.h"
#include "core/model/sam_config.h"

#include <string>
#include <utility>
#include <vector>

namespace samscope {

/// The tensors of a state dict under their original (Meta) names and their shapes, in the order of the module tree
/// (segment_anything build_sam.py).
std::vector<std::pair<std::string, Shape>> metaTensors(const SamConfig& config);

} // namespace samscope
