#include "core/checkpoint/cast.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace samscope {

namespace {

constexpr std::size_t chunk = 4096; // elements converted through one float buffer that stays in the cache

// Signed and without branches, so that compilers turn the loop over it into vector code: the processor itself rounds
// while the number is added to a power of two that pushes the surplus bits out (after Dukhan's FP16 library).
std::uint16_t halfFromFloat(float value)
{
    const auto bits = std::bit_cast<std::int32_t>(value);
    const std::int32_t sign = (bits >> 16) & 0x8000;
    const std::int32_t magnitude = bits & 0x7fffffff;
    const std::int32_t exponent = magnitude & 0x7f800000;
    const auto bias = static_cast<std::uint32_t>(exponent < 0x38800000 ? 0x38800000 : exponent) + 0x07800000u;
    const float scaled = (std::bit_cast<float>(magnitude) * 0x1p+112f) * 0x1p-110f; // overflow becomes infinite here
    const auto rounded = std::bit_cast<std::int32_t>(std::bit_cast<float>(bias) + scaled);
    const std::int32_t finite = ((rounded >> 13) & 0x7c00) + (rounded & 0xfff);
    const std::int32_t nan = 0x7e00 | ((magnitude >> 13) & 0x1ff);
    const std::int32_t ifNan = -static_cast<std::int32_t>(magnitude > 0x7f800000);
    return static_cast<std::uint16_t>(sign | (nan & ifNan) | (finite & ~ifNan));
}

float floatFromHalf(std::uint16_t half)
{
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000) << 16;
    const std::uint32_t exponent = (half >> 10) & 0x1f;
    const std::uint32_t fraction = half & 0x3ff;
    if (exponent == 0x1f) {
        const std::uint32_t quiet = fraction == 0 ? 0 : 0x400000;
        return std::bit_cast<float>(sign | 0x7f800000 | quiet | (fraction << 13));
    }
    if (exponent == 0) {
        const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
        return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude));
    }
    return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
}

template <std::uint32_t nan> std::uint16_t brainFromFloat(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    return static_cast<std::uint16_t>((bits & 0x7fffffff) > 0x7f800000 ? nan : rounded);
}

float floatFromBrain(std::uint16_t brain)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(brain) << 16);
}

template <typename From, typename To, typename Function>
void convertEach(const std::byte* in, std::byte* out, std::size_t count, Function function)
{
    for (std::size_t i = 0; i < count; ++i) {
        From value;
        std::memcpy(&value, in + i * sizeof(From), sizeof(From));
        const To result = function(value);
        std::memcpy(out + i * sizeof(To), &result, sizeof(To));
    }
}

void toFloats(const std::byte* in, DType from, std::byte* floats, std::size_t count)
{
    switch (from) {
    case DType::F64:
        convertEach<double, float>(in, floats, count, [](double value) { return static_cast<float>(value); });
        break;
    case DType::F16:
        convertEach<std::uint16_t, float>(in, floats, count, floatFromHalf);
        break;
    case DType::BF16:
        convertEach<std::uint16_t, float>(in, floats, count, floatFromBrain);
        break;
    default:
        std::memcpy(floats, in, count * sizeof(float));
        break;
    }
}

void fromFloats(const std::byte* floats, DType from, std::byte* out, DType to, std::size_t count)
{
    switch (to) {
    case DType::F64:
        convertEach<float, double>(floats, out, count, [](float value) { return static_cast<double>(value); });
        break;
    case DType::F16:
        convertEach<float, std::uint16_t>(floats, out, count, halfFromFloat);
        break;
    case DType::BF16:
        if (from == DType::F16) { // torch writes the two NaNs of bfloat16
            convertEach<float, std::uint16_t>(floats, out, count, brainFromFloat<0x7fc0>);
        } else {
            convertEach<float, std::uint16_t>(floats, out, count, brainFromFloat<0xffff>);
        }
        break;
    default:
        std::memcpy(out, floats, count * sizeof(float));
        break;
    }
}

} // namespace

void castElements(std::span<const std::byte> in, DType from, std::span<std::byte> out, DType to)
{
    if (from == to) {
        std::copy(in.begin(), in.end(), out.begin());
        return;
    }
    const std::size_t count = in.size() / itemSize(from);
    std::array<std::byte, chunk * sizeof(float)> floats;
    for (std::size_t done = 0; done < count; done += chunk) {
        const std::size_t part = std::min(chunk, count - done);
        toFloats(in.data() + done * itemSize(from), from, floats.data(), part);
        fromFloats(floats.data(), from, out.data() + done * itemSize(to), to, part);
    }
}

} // namespace samscope
