#pragma once

#include "core/model/sam_config.h"

namespace samscope {

/// Floating-point operations that one pass of the image encoder cannot do without, two for a multiply-add: the products
/// of all layers, of attention and of the relative positions, without those of padding tokens. Divided by a machine's
/// peak it is the time that no float32 encoder falls below.
double encoderFlops(const VisionConfig& config);

} // namespace samscope
