#include "core/imaging/mask_rle.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace samscope {

namespace {

// Each character carries five bits of a number, lowest first, from '0' upwards; bit 5 says that more follow.
constexpr int digitBits = 5;
constexpr std::int64_t digitMask = 0x1f;
constexpr std::int64_t signBit = 0x10;
constexpr std::int64_t moreBit = 0x20;
constexpr int firstCharacter = 48;

/// Lengths of the runs down the columns of the whole picture, outside first.
std::vector<std::int64_t> runsOf(const Mask& part, int left, int top, int width, int height)
{
    std::vector<std::int64_t> edges; // where a run inside begins, where it ends, and so on
    const auto addInside = [&edges](std::int64_t begin, std::int64_t end) {
        if (!edges.empty() && edges.back() == begin) {
            edges.back() = end; // goes on from the foot of the last column
        } else {
            edges.insert(edges.end(), {begin, end});
        }
    };
    const auto stride = static_cast<std::size_t>(part.width);
    for (int x = 0; x < part.width; ++x) {
        const std::int64_t column = std::int64_t{left + x} * height + top;
        const std::uint8_t* pixel = part.pixels.data() + x;
        for (int y = 0; y < part.height; ++y, pixel += stride) {
            if (*pixel != 0) {
                addInside(column + y, column + y + 1);
            }
        }
    }
    std::vector<std::int64_t> runs;
    std::int64_t last = 0;
    for (const std::int64_t edge : edges) {
        runs.push_back(edge - last);
        last = edge;
    }
    const std::int64_t total = std::int64_t{width} * height;
    if (last < total || edges.empty()) {
        runs.push_back(total - last);
    }
    return runs;
}

/// Marks the pixels from `begin` to `end`, counted down the columns.
void fillRun(Mask& mask, std::int64_t begin, std::int64_t end)
{
    const auto stride = static_cast<std::size_t>(mask.width);
    while (begin < end) {
        const std::int64_t y = begin % mask.height;
        const std::int64_t count = std::min(end - begin, mask.height - y);
        std::uint8_t* pixel = mask.pixels.data() + static_cast<std::size_t>(y) * stride + begin / mask.height;
        for (std::int64_t i = 0; i < count; ++i, pixel += stride) {
            *pixel = 1;
        }
        begin += count;
    }
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
    return cocoRle(mask, 0, 0, mask.width, mask.height);
}

std::string cocoRle(const Mask& part, int left, int top, int width, int height)
{
    const std::vector<std::int64_t> runs = runsOf(part, left, top, width, height);
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
        if (run % 2 == 1) {
            fillRun(mask, filled, filled + length);
        }
        filled += length;
        beforeLast = last;
        last = length;
    }
    if (filled != total) {
        fail(counts.size(), "the runs end before the mask is full");
    }
    return mask;
}

} // namespace samscope
