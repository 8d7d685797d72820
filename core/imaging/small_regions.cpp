#include "core/imaging/small_regions.h"

#include <algorithm>
#include <cstddef>

namespace samscope {

namespace {

/// A connected set of pixels of one value.
using Region = std::vector<std::size_t>;

/// Collects the region around `start` and marks its pixels as seen.
Region growFrom(std::size_t start, const Mask& mask, std::vector<std::uint8_t>& seen)
{
    Region region = {start};
    seen[start] = 1;
    const auto width = static_cast<std::size_t>(mask.width);
    for (std::size_t next = 0; next < region.size(); ++next) {
        const int x = static_cast<int>(region[next] % width);
        const int y = static_cast<int>(region[next] / width);
        for (int ny = std::max(y - 1, 0); ny <= std::min(y + 1, mask.height - 1); ++ny) {
            for (int nx = std::max(x - 1, 0); nx <= std::min(x + 1, mask.width - 1); ++nx) {
                const std::size_t at = static_cast<std::size_t>(ny) * width + static_cast<std::size_t>(nx);
                if (seen[at] == 0 && mask.pixels[at] == mask.pixels[start]) {
                    seen[at] = 1;
                    region.push_back(at);
                }
            }
        }
    }
    return region;
}

// From the top left to the bottom right.
std::vector<Region> regionsOf(const Mask& mask, std::uint8_t value)
{
    std::vector<std::uint8_t> seen(mask.pixels.size());
    std::vector<Region> regions;
    for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
        if (seen[i] == 0 && mask.pixels[i] == value) {
            regions.push_back(growFrom(i, mask, seen));
        }
    }
    return regions;
}

void flip(Mask& mask, const Region& region)
{
    for (const std::size_t at : region) {
        mask.pixels[at] ^= 1;
    }
}

} // namespace

bool removeSmallRegions(Mask& mask, int minArea)
{
    bool changed = false;
    const auto isSmall = [=](const Region& region) { return region.size() < static_cast<std::size_t>(minArea); };
    for (const Region& hole : regionsOf(mask, 0)) {
        if (isSmall(hole)) {
            flip(mask, hole);
            changed = true;
        }
    }
    const std::vector<Region> islands = regionsOf(mask, 1);
    const auto largest = std::ranges::max_element(islands, {}, &Region::size);
    const bool keepLargest = std::ranges::all_of(islands, isSmall);
    for (auto island = islands.begin(); island != islands.end(); ++island) {
        if (isSmall(*island)) {
            changed = true;
            if (!keepLargest || island != largest) {
                flip(mask, *island);
            }
        }
    }
    return changed;
}

} // namespace samscope
