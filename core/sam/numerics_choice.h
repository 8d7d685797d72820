#pragma once

#include "core/inference/numerics.h"
#include "core/sam/device.h"
#include "core/sam/vision_attention.h"

namespace samscope {

/// The numerics that run, and what they mean for the image encoder.
struct NumericsChoice
{
    Numerics numerics; ///< never Auto
    EncoderArithmetic encoder;
    bool tf32 = false; ///< float32 products in the encoder round their inputs to TF32
};

/// Fast is fused attention on CUDA; on the CPU our kernels are the fast ones, so here it is Reference, as is Auto.
/// Throws `Error` for Tf32, Bf16 and Fp16 on a device without that arithmetic.
NumericsChoice chooseNumerics(Numerics numerics, const DeviceChoice& device);

} // namespace samscope
