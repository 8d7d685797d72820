#include "core/sam/numerics_choice.h"

#include "core/base/error.h"
#include "core/base/process.h"

#include <fmt/format.h>

namespace samscope {

NumericsChoice chooseNumerics(Numerics numerics, const DeviceChoice& device)
{
    const bool isCuda = device.device.is_cuda();
    const AttentionKind attention = isCuda ? AttentionKind::Fused : AttentionKind::Eager;
    const auto refuse = [&](const std::string& reason) -> NumericsChoice {
        throw Error(
            {.reason = device.note.isEmpty() ? reason : fmt::format("{} ({})", reason, deviceNoteSentence(device.note)),
             .advice = "take the numerics fast or reference"});
    };
    if (numerics == Numerics::Bf16) {
        // Without the instructions oneDNN declines, and ATen's own loop is slower than float32.
        if (!isCuda && !cpuHasBFloat16()) {
            return refuse("this CPU has no bfloat16 arithmetic");
        }
        return {numerics, {.attention = attention, .type = at::kBFloat16}};
    }
    if (numerics == Numerics::Fp16) {
        return isCuda ? NumericsChoice{numerics, {.attention = attention, .type = at::kHalf}}
                      : refuse("float16 arithmetic needs a CUDA device");
    }
    if (numerics == Numerics::Tf32) {
        return isCuda ? NumericsChoice{numerics, {.attention = attention}, true}
                      : refuse("TF32 arithmetic needs a CUDA device");
    }
    if (numerics == Numerics::Fast && isCuda) {
        return {numerics, {.attention = attention}};
    }
    return {Numerics::Reference, {}};
}

} // namespace samscope
