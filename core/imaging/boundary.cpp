#include "core/imaging/boundary.h"

#include "core/base/error.h"
#include "core/imaging/opencv.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace samscope {

namespace {

/// The part of a picture that both masks lie in; distances are measured in there.
struct Region
{
    int x0 = 0, y0 = 0, width = 0, height = 0;

    static Region around(const Rect<int>& a, const Rect<int>& b)
    {
        const int left = std::min(a.x0, b.x0), top = std::min(a.y0, b.y0);
        return {left, top, std::max(a.x1, b.x1) - left, std::max(a.y1, b.y1) - top};
    }
    std::size_t size() const { return static_cast<std::size_t>(width) * static_cast<std::size_t>(height); }
};

/// One byte a pixel of the region: whether the mask's outline runs through it.
std::vector<std::uint8_t> outlineWithin(const Region& region, const Mask& mask)
{
    const Mask outline = openCv().outlineOf(mask);
    std::vector<std::uint8_t> pixels;
    pixels.reserve(region.size());
    for (int y = region.y0; y < region.y0 + region.height; ++y) {
        const auto row = outline.pixels.begin() + static_cast<std::ptrdiff_t>(y) * outline.width + region.x0;
        pixels.insert(pixels.end(), row, row + region.width);
    }
    return pixels;
}

constexpr double nowhere = std::numeric_limits<double>::infinity();

/// The lower envelope of parabolas over one row or column (Felzenszwalb and Huttenlocher, 2012): `line` holds squared
/// distances so far and gets the least of (i - j)^2 + line[j] over all j.
class Envelope
{
public:
    explicit Envelope(int length)
        : m_values(static_cast<std::size_t>(length)), m_apexes(m_values.size()), m_from(m_values.size() + 1)
    {
    }

    void apply(double* line, std::size_t length, std::size_t stride)
    {
        std::size_t count = 0;
        for (std::size_t i = 0; i < length; ++i) {
            m_values[i] = line[i * stride];
            if (m_values[i] == nowhere) {
                continue;
            }
            while (count > 0 && crossing(m_apexes[count - 1], i) <= m_from[count - 1]) {
                --count;
            }
            m_from[count] = count == 0 ? -nowhere : crossing(m_apexes[count - 1], i);
            m_apexes[count++] = i;
        }
        for (std::size_t i = 0, piece = 0; i < length && count > 0; ++i) {
            while (piece + 1 < count && m_from[piece + 1] < static_cast<double>(i)) {
                ++piece;
            }
            const double away = static_cast<double>(i) - static_cast<double>(m_apexes[piece]);
            line[i * stride] = away * away + m_values[m_apexes[piece]];
        }
    }

private:
    // Where the parabola of `right` begins to lie below that of `left`.
    double crossing(std::size_t left, std::size_t right) const
    {
        const double a = static_cast<double>(left), b = static_cast<double>(right);
        return (m_values[right] + b * b - m_values[left] - a * a) / (2 * (b - a));
    }

    std::vector<double> m_values;
    std::vector<std::size_t> m_apexes;
    std::vector<double> m_from;
};

/// Squared distance of every pixel to the nearest outline pixel.
std::vector<double> squaredDistances(const std::vector<std::uint8_t>& outlinePixels, const Region& region)
{
    std::vector<double> distances(outlinePixels.size());
    std::ranges::transform(outlinePixels, distances.begin(), [](std::uint8_t on) { return on != 0 ? 0.0 : nowhere; });
    const std::size_t width = static_cast<std::size_t>(region.width);
    const std::size_t height = static_cast<std::size_t>(region.height);
    Envelope envelope(std::max(region.width, region.height));
    for (std::size_t x = 0; x < width; ++x) {
        envelope.apply(distances.data() + x, height, width);
    }
    for (std::size_t y = 0; y < height; ++y) {
        envelope.apply(distances.data() + y * width, width, 1);
    }
    return distances;
}

struct Sum
{
    double total = 0;
    double largest = 0;
    std::size_t count = 0;

    void add(const std::vector<std::uint8_t>& outlinePixels, const std::vector<double>& squared)
    {
        for (std::size_t i = 0; i < outlinePixels.size(); ++i) {
            if (outlinePixels[i] != 0) {
                const double distance = std::sqrt(squared[i]);
                total += distance;
                largest = std::max(largest, distance);
                ++count;
            }
        }
    }
};

} // namespace

std::optional<BoundaryDistance> boundaryDistance(const Mask& a, const Mask& b)
{
    if (a.width != b.width || a.height != b.height) {
        throw Error({.reason = "outlines of masks of different sizes cannot be compared"});
    }
    const auto boxA = a.boundingBox();
    const auto boxB = b.boundingBox();
    if (!boxA || !boxB) {
        return std::nullopt;
    }
    const Region region = Region::around(*boxA, *boxB);
    const std::vector<std::uint8_t> outlineA = outlineWithin(region, a);
    const std::vector<std::uint8_t> outlineB = outlineWithin(region, b);
    Sum sum;
    sum.add(outlineA, squaredDistances(outlineB, region));
    sum.add(outlineB, squaredDistances(outlineA, region));
    return BoundaryDistance{.mean = sum.total / static_cast<double>(sum.count), .max = sum.largest};
}

} // namespace samscope
