#include "core/imaging/preprocess.h"

#include "core/base/error.h"
#include "core/imaging/pil_resize.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace samscope {

namespace {

constexpr std::size_t channels = 3;
constexpr std::array<float, channels> mean = {0.485F, 0.456F, 0.406F};
constexpr std::array<float, channels> deviation = {0.229F, 0.224F, 0.225F};
constexpr double rescaleFactor = 0.00392156862745098;

using LevelTable = std::array<float, 256>;

// Rescale in double and round once, then normalise in float, as numpy does for each of the 256 levels.
std::array<LevelTable, channels> levelTables()
{
    std::array<LevelTable, channels> tables{};
    for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t level = 0; level < 256; ++level) {
            const auto rescaled = static_cast<float>(static_cast<double>(level) * rescaleFactor);
            tables[c][level] = (rescaled - mean[c]) / deviation[c];
        }
    }
    return tables;
}

} // namespace

ImageGeometry ImageGeometry::of(int width, int height, int inputSize)
{
    if (width < 1 || height < 1 || inputSize < 1) {
        throw Error({.reason = fmt::format("a picture of {}x{} pixels has no place in an input of {}", width, height,
                                           inputSize)});
    }
    const double scale = inputSize * 1.0 / std::max(width, height);
    const ImageGeometry geometry{.width = width,
                                 .height = height,
                                 .resizedWidth = static_cast<int>(width * scale + 0.5),
                                 .resizedHeight = static_cast<int>(height * scale + 0.5),
                                 .inputSize = inputSize};
    if (geometry.resizedWidth < 1 || geometry.resizedHeight < 1) {
        throw Error({.reason = fmt::format("a picture of {}x{} pixels is too narrow: nothing of it is left at the "
                                           "model's input size of {}",
                                           width, height, inputSize),
                     .advice = "crop it along its longer side"});
    }
    return geometry;
}

PreprocessedImage preprocess(const RgbImage& image, int inputSize)
{
    static const auto tables = levelTables();
    PreprocessedImage out{ImageGeometry::of(image.width, image.height, inputSize), {}};
    const RgbImage resized = pilResizeBilinear(image, out.geometry.resizedWidth, out.geometry.resizedHeight);
    const auto side = static_cast<std::size_t>(inputSize);
    const auto width = static_cast<std::size_t>(resized.width);
    out.pixelValues.resize(channels * side * side);
    for (std::size_t y = 0; y < static_cast<std::size_t>(resized.height); ++y) {
        const std::uint8_t* from = resized.pixels.data() + y * width * channels;
        for (std::size_t c = 0; c < channels; ++c) {
            float* to = out.pixelValues.data() + (c * side + y) * side;
            for (std::size_t x = 0; x < width; ++x) {
                to[x] = tables[c][from[x * channels + c]];
            }
        }
    }
    return out;
}

RgbImage paddedInput(const RgbImage& image, int inputSize)
{
    const ImageGeometry geometry = ImageGeometry::of(image.width, image.height, inputSize);
    const RgbImage resized = pilResizeBilinear(image, geometry.resizedWidth, geometry.resizedHeight);
    const auto side = static_cast<std::size_t>(inputSize);
    const std::size_t rowBytes = static_cast<std::size_t>(resized.width) * channels;
    RgbImage out{inputSize, inputSize, std::vector<std::uint8_t>(side * side * channels)};
    for (std::size_t i = 0; i < out.pixels.size(); ++i) {
        out.pixels[i] = static_cast<std::uint8_t>(mean[i % channels] * 255 + 0.5F);
    }
    for (std::size_t y = 0; y < static_cast<std::size_t>(resized.height); ++y) {
        std::copy_n(resized.pixels.data() + y * rowBytes, rowBytes, out.pixels.data() + y * side * channels);
    }
    return out;
}

} // namespace samscope
