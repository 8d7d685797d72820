#pragma once

#include <cstdint>
#include <optional>

namespace samscope {

/// a + b, or nothing when it does not fit 64 bits. Every size read from a file goes through these two.
inline std::optional<std::uint64_t> checkedAdd(std::uint64_t a, std::uint64_t b)
{
    std::uint64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum)) {
        return std::nullopt;
    }
    return sum;
}

/// a * b, or nothing when it does not fit 64 bits.
inline std::optional<std::uint64_t> checkedMul(std::uint64_t a, std::uint64_t b)
{
    std::uint64_t product = 0;
    if (__builtin_mul_overflow(a, b, &product)) {
        return std::nullopt;
    }
    return product;
}

/// True when [offset, offset + size) lies within [0, total), without overflow.
inline bool fitsWithin(std::uint64_t offset, std::uint64_t size, std::uint64_t total)
{
    return offset <= total && size <= total - offset;
}

} // namespace samscope
