#include "core/imaging/polygon.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace samscope {

namespace {

constexpr double upsampling = 5; ///< of pycocotools: boundaries are walked on a grid five times as fine

struct GridPoint
{
    int x = 0;
    int y = 0;
};

int onGrid(double value)
{
    const double scaled = upsampling * value + 0.5;
    if (!(std::abs(scaled) < 1e9)) {
        throw Error({.reason = "a polygon's corner is far outside of the picture"});
    }
    return static_cast<int>(scaled);
}

/// Every grid point of an edge, both ends included, in the order of the walk.
void walkEdge(GridPoint from, GridPoint to, std::vector<GridPoint>& walked)
{
    const int across = std::abs(to.x - from.x), down = std::abs(to.y - from.y);
    const bool flat = across >= down;
    const bool flipped = flat ? from.x > to.x : from.y > to.y;
    if (flipped) {
        std::swap(from, to);
    }
    const int steps = flat ? across : down;
    if (steps == 0) {
        return; // the next edge starts on the same point
    }
    const double slope = static_cast<double>(flat ? to.y - from.y : to.x - from.x) / steps;
    for (int i = 0; i <= steps; ++i) {
        const int at = flipped ? steps - i : i;
        if (flat) {
            walked.push_back({at + from.x, static_cast<int>(from.y + slope * at + 0.5)});
        } else {
            walked.push_back({static_cast<int>(from.x + slope * at + 0.5), at + from.y});
        }
    }
}

/// Where the inside begins or ends down the columns, as places in column order.
std::vector<std::int64_t> crossings(const std::vector<GridPoint>& walked, int width, int height)
{
    std::vector<std::int64_t> places;
    for (std::size_t i = 1; i < walked.size(); ++i) {
        const GridPoint& now = walked[i];
        const GridPoint& before = walked[i - 1];
        if (now.x == before.x) {
            continue;
        }
        const double x = ((now.x < before.x ? now.x : now.x - 1) + 0.5) / upsampling - 0.5;
        if (std::floor(x) != x || x < 0 || x > width - 1) {
            continue;
        }
        const double y = (std::min(now.y, before.y) + 0.5) / upsampling - 0.5;
        places.push_back(static_cast<std::int64_t>(x) * height +
                         static_cast<std::int64_t>(std::ceil(std::clamp(y, 0.0, static_cast<double>(height)))));
    }
    std::ranges::sort(places);
    return places;
}

void addPolygon(const std::vector<double>& corners, Mask& mask)
{
    if (corners.size() < 6 || corners.size() % 2 != 0) {
        throw Error({.reason = "a polygon needs three or more corners"});
    }
    std::vector<GridPoint> grid;
    for (std::size_t i = 0; i < corners.size(); i += 2) {
        grid.push_back({onGrid(corners[i]), onGrid(corners[i + 1])});
    }
    std::vector<GridPoint> walked;
    for (std::size_t i = 0; i < grid.size(); ++i) {
        walkEdge(grid[i], grid[(i + 1) % grid.size()], walked);
    }
    const auto places = crossings(walked, mask.width, mask.height);
    const std::int64_t total = std::int64_t{mask.width} * mask.height;
    for (std::size_t i = 0; i < places.size(); i += 2) {
        const std::int64_t end = i + 1 < places.size() ? places[i + 1] : total;
        for (std::int64_t at = places[i]; at < end; ++at) {
            mask.pixels[static_cast<std::size_t>(at % mask.height * mask.width + at / mask.height)] = 1;
        }
    }
}

} // namespace

Mask maskFromPolygons(std::span<const std::vector<double>> polygons, int width, int height)
{
    Mask mask{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * height)};
    for (const std::vector<double>& polygon : polygons) {
        addPolygon(polygon, mask);
    }
    return mask;
}

} // namespace samscope
