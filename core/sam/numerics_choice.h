#pragma once

#include <string>

#include "core/sam/device.h"
#include "core/sam/vision_attention.h"

namespace samscope {

/// The numerics that run, and what they mean for the image encoder.
struct NumericsChoice
{
    std::string name; ///< "reference", "fast", "bf16", "fp16"
    EncoderArithmetic encoder;
};

/// "fast" is fused attention on CUDA; on the CPU our kernels are the fast ones, so here it is "reference", as is
/// "auto". Throws `Error` for "bf16" and "fp16" on a device without that arithmetic.
NumericsChoice chooseNumerics(const std::string& numerics, const DeviceChoice& device);

} // namespace samscope
