#include "core/imaging/pil_resize.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace samscope {

namespace {

constexpr int rgbChannels = 3;
constexpr int precisionBits = 32 - 8 - 2;
constexpr std::int32_t half = 1 << (precisionBits - 1);

/// The input samples that make one output sample, and where their weights start in the table.
struct Taps
{
    int first = 0;
    int count = 0;
    std::size_t weights = 0;
};

struct Filter
{
    std::vector<Taps> taps; ///< one for each output sample
    std::vector<std::int32_t> weights;
};

// The operations and their order are Pillow's: another order gives other last bits.
Filter triangleFilter(int inSize, int outSize)
{
    const double scale = static_cast<double>(static_cast<float>(inSize)) / outSize;
    const double support = std::max(scale, 1.0);
    const double inverse = 1.0 / support;
    Filter filter;
    filter.taps.reserve(static_cast<std::size_t>(outSize));
    std::vector<double> row;
    for (int i = 0; i < outSize; ++i) {
        const double center = (i + 0.5) * scale;
        const int first = std::max(static_cast<int>(center - support + 0.5), 0);
        const int end = std::min(static_cast<int>(center + support + 0.5), inSize);
        row.clear();
        double sum = 0;
        for (int x = first; x < end; ++x) {
            row.push_back(std::max(1.0 - std::abs((x - center + 0.5) * inverse), 0.0));
            sum += row.back();
        }
        filter.taps.push_back({first, end - first, filter.weights.size()});
        for (const double weight : row) {
            const double normalised = sum != 0.0 ? weight / sum : weight;
            filter.weights.push_back(static_cast<std::int32_t>(0.5 + normalised * (1 << precisionBits)));
        }
    }
    return filter;
}

std::uint8_t clipped(std::int32_t sum)
{
    return static_cast<std::uint8_t>(std::min(sum >> precisionBits, 255));
}

std::size_t sampleCount(int width, int height)
{
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * rgbChannels;
}

RgbImage resizedHorizontally(const RgbImage& image, int width)
{
    const Filter filter = triangleFilter(image.width, width);
    RgbImage out{width, image.height, std::vector<std::uint8_t>(sampleCount(width, image.height))};
    std::uint8_t* to = out.pixels.data();
    for (int y = 0; y < image.height; ++y) {
        const std::uint8_t* row = image.pixels.data() + sampleCount(image.width, y);
        for (const Taps& taps : filter.taps) {
            const std::uint8_t* from = row + sampleCount(taps.first, 1);
            const std::int32_t* weights = filter.weights.data() + taps.weights;
            std::int32_t red = half, green = half, blue = half;
            for (int i = 0; i < taps.count; ++i, from += rgbChannels) {
                red += from[0] * weights[i];
                green += from[1] * weights[i];
                blue += from[2] * weights[i];
            }
            to[0] = clipped(red);
            to[1] = clipped(green);
            to[2] = clipped(blue);
            to += rgbChannels;
        }
    }
    return out;
}

RgbImage resizedVertically(const RgbImage& image, int height)
{
    const Filter filter = triangleFilter(image.height, height);
    const std::size_t stride = sampleCount(image.width, 1);
    RgbImage out{image.width, height, std::vector<std::uint8_t>(sampleCount(image.width, height))};
    std::vector<std::int32_t> sums(stride);
    std::uint8_t* to = out.pixels.data();
    for (const Taps& taps : filter.taps) {
        std::fill(sums.begin(), sums.end(), half);
        for (int i = 0; i < taps.count; ++i) {
            const std::uint8_t* row = image.pixels.data() + sampleCount(image.width, taps.first + i);
            const std::int32_t weight = filter.weights[taps.weights + static_cast<std::size_t>(i)];
            for (std::size_t x = 0; x < stride; ++x) {
                sums[x] += row[x] * weight;
            }
        }
        std::transform(sums.begin(), sums.end(), to, clipped);
        to += stride;
    }
    return out;
}

RgbImage withWidth(const RgbImage& image, int width)
{
    return image.width == width ? image : resizedHorizontally(image, width);
}

RgbImage withHeight(const RgbImage& image, int height)
{
    return image.height == height ? image : resizedVertically(image, height);
}

} // namespace

RgbImage pilResizeBilinear(const RgbImage& image, int width, int height)
{
    if (width < 1 || height < 1 || image.width < 1 || image.height < 1) {
        throw Error(
            {.reason = fmt::format("cannot resize {}x{} pixels to {}x{}", image.width, image.height, width, height)});
    }
    // Pillow 13 starts with the height where it shrinks by more than twice as many pixels as the width does.
    const int lower = image.height - height;
    if (lower > 0 && lower > (std::int64_t{image.width} - width) * 2) {
        return withWidth(withHeight(image, height), width);
    }
    return withHeight(withWidth(image, width), height);
}

} // namespace samscope
