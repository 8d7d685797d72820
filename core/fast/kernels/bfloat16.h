#pragma once

#include "core/fast/kernels/gemm.h"

#include <bit>
#include <cmath>
#include <cstdint>

namespace samscope {

/// Outputs of a vector of the kernel.
constexpr int bfloat16Lanes = 16;

/// The bits of the nearest bfloat16, ties to even; NaN stays one.
inline std::uint16_t toBFloat16(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if (std::isnan(value)) {
        return static_cast<std::uint16_t>(bits >> 16 | 0x40);
    }
    return static_cast<std::uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

/// roundRows() and multiply() for Precision::BFloat16, the latter without a finish. Only where cpuHasBFloat16().
void roundToBFloat16(Rows a, int rows, int width);
void multiplyBFloat16(const PackedMatrix& matrix, ConstRows a, Rows c, int rows, Start start);

} // namespace samscope
