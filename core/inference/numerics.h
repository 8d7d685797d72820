#pragma once

#include <string_view>

namespace samscope {

/// The arithmetic that a model runs in.
enum class Numerics
{
    Auto,      ///< reference on a CUDA device, fast where there is none
    Reference, ///< LibTorch, on the CPU or CUDA, float32 operation for operation as transformers
    Fast,      ///< our kernels on the CPU; LibTorch's fused attention on CUDA
    Bf16,      ///< fast, with the encoder's linear layers in bfloat16 where CUDA or the CPU has it
    Fp16,      ///< the same in float16, on CUDA
    Tf32,      ///< the same in TF32, on CUDA
};

/// The word on the command line and in JSON: "auto", "reference", "fast", "bf16", "fp16", "tf32".
std::string_view numericsName(Numerics numerics);
/// The inverse. Throws `Error` for any other word and names all of them.
Numerics parseNumerics(std::string_view name);

} // namespace samscope
