#include "core/imaging/mask.h"

#include <cstddef>

#include <fmt/format.h>

#include "core/base/error.h"

namespace samscope {

namespace {

// Each character carries five bits of a number, lowest first, from '0' upwards; bit 5 says that more follow.
constexpr int digitBits = 5;
constexpr std::int64_t digitMask = 0x1f;
constexpr std::int64_t signBit = 0x10;
constexpr std::int64_t moreBit = 0x20;
constexpr int firstCharacter = 48;

/// Lengths of the runs down the columns, outside first.
std::vector<std::int64_t> runsOf(const Mask& mask)
{
    std::vector<std::int64_t> runs;
    std::uint8_t current = 0;
    std::int64_t length = 0;
    for (int x = 0; x < mask.width; ++x) {
        std::size_t at = static_cast<std::size_t>(x);
        for (int y = 0; y < mask.height; ++y, at += static_cast<std::size_t>(mask.width)) {
            if (mask.pixels[at] != current) {
                runs.push_back(length);
                length = 0;
                current = mask.pixels[at];
            }
            ++length;
        }
    }
    runs.push_back(length);
    return runs;
}

[[noreturn]] void fail(std::size_t place, const char* reason)
{
    throw Error({.place = fmt::format("run-length string, character {}", place), .reason = reason});
}

std::int64_t readNumber(const std::string& text, std::size_t& at)
{
    constexpr int longest = 7; // 35 bits hold every count of 32
    std::int64_t value = 0;
    for (int digit = 0; digit < longest; ++digit) {
        if (at == text.size()) {
            fail(at, "cut off");
        }
        const std::int64_t code = static_cast<unsigned char>(text[at++]) - firstCharacter;
        if (code < 0 || code >= 2 * moreBit) {
            fail(at - 1, "not a character of a run-length string");
        }
        value |= (code & digitMask) << (digitBits * digit);
        if ((code & moreBit) == 0) {
            const std::int64_t beyond = std::int64_t{1} << (digitBits * (digit + 1));
            return (code & signBit) != 0 ? value - beyond : value;
        }
    }
    fail(at, "a run is too long");
}

} // namespace

std::string cocoRle(const Mask& mask)
{
    const std::vector<std::int64_t> runs = runsOf(mask);
    std::string text;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        // From the fourth run on, the difference to the last run of the same kind is written.
        std::int64_t rest = i > 2 ? runs[i] - runs[i - 2] : runs[i];
        for (bool more = true; more;) {
            std::int64_t digit = rest & digitMask;
            rest >>= digitBits;
            more = (digit & signBit) != 0 ? rest != -1 : rest != 0;
            digit |= more ? moreBit : 0;
            text += static_cast<char>(firstCharacter + digit);
        }
    }
    return text;
}

Mask maskFromCocoRle(const std::string& counts, int width, int height)
{
    if (width < 0 || height < 0) {
        throw Error({.reason = fmt::format("a mask cannot be {}x{}", width, height)});
    }
    const std::int64_t total = std::int64_t{width} * height;
    Mask mask{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(total))};
    std::int64_t filled = 0, last = 0, beforeLast = 0;
    std::size_t run = 0;
    for (std::size_t at = 0; at < counts.size(); ++run) {
        const std::size_t place = at;
        const std::int64_t length = readNumber(counts, at) + (run > 2 ? beforeLast : 0);
        if (length < 0 || length > total - filled) {
            fail(place, "a run does not fit the mask");
        }
        const std::int64_t end = filled + length;
        for (; filled < end; ++filled) {
            mask.pixels[static_cast<std::size_t>(filled % height * width + filled / height)] = run % 2;
        }
        beforeLast = last;
        last = length;
    }
    if (filled != total) {
        fail(counts.size(), "the runs end before the mask is full");
    }
    return mask;
}

} // namespace samscope
