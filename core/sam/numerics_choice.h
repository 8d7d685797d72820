#pragma once

#include "core/sam/device.h"
#include "core/sam/vision_attention.h"

#include <string>

namespace samscope {

/// The numerics that run, and what they mean for the image encoder.
struct NumericsChoice
{
    std::string name; ///< "reference", "fast", "tf32", "bf16", "fp16"
    EncoderArithmetic encoder;
    bool tf32 = false; ///< float32 products in the encoder round their inputs to TF32
};

/// "fast" is fused attention on CUDA; on the CPU our kernels are the fast ones, so here it is "reference", as is
/// "auto". Throws `Error` for "tf32", "bf16" and "fp16" on a device without that arithmetic.
NumericsChoice chooseNumerics(const std::string& numerics, const DeviceChoice& device);

} // namespace samscope
