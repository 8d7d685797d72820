#include "tests/support/formula.h"

#include "core/base/file.h"
#include "core/checkpoint/cast.h"
#include "core/checkpoint/safetensors/safetensors_writer.h"
#include "core/checkpoint/tensor_stream.h"
#include "core/checkpoint/torch/torch_writer.h"
#include "core/model/meta_tensors.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace samscope {

namespace {

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;

struct Spread
{
    double centre;
    double scale;
};

std::uint64_t fnv1a(std::string_view text)
{
    std::uint64_t value = 0xCBF29CE484222325;
    for (const char c : text) {
        value = (value ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    }
    return value;
}

// In [-1, 1), a multiple of 2^-23.
double unit(std::uint64_t start, std::uint64_t index)
{
    std::uint64_t z = start + (index + 1) * golden;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    z ^= z >> 31;
    return static_cast<double>(static_cast<std::int64_t>(z >> 40)) / 8388608.0 - 1.0;
}

bool containsAny(std::string_view key, std::initializer_list<std::string_view> parts)
{
    return std::any_of(parts.begin(), parts.end(), [&](auto part) { return key.find(part) != key.npos; });
}

Spread spreadOf(std::string_view key, const Shape& shape)
{
    if (containsAny(key, {".norm", "neck.1.", "neck.3.", "mask_downscaling.1.", "mask_downscaling.4.",
                          "output_upscaling.1."})) {
        return {key.ends_with("weight") ? 1.0 : 0.0, 0.25};
    }
    if (key.ends_with("positional_encoding_gaussian_matrix")) {
        return {0.0, 1.5};
    }
    if (key.ends_with("pos_embed")) {
        return {0.0, 0.5};
    }
    if (containsAny(key, {"rel_pos"})) {
        return {0.0, 0.25};
    }
    if (containsAny(key, {"embeddings.", "_embed.weight", "_tokens.weight", "_token.weight"})) {
        return {0.0, 1.0};
    }
    if (key.ends_with("bias")) {
        return {0.0, 0.125};
    }
    std::uint64_t fanIn = shape[0];
    if (!containsAny(key, {"output_upscaling"})) {
        fanIn = 1;
        for (std::size_t i = 1; i < shape.size(); ++i) {
            fanIn *= shape[i];
        }
    }
    return {0.0, std::sqrt(3.0 / static_cast<double>(fanIn))};
}

std::vector<float> bufferValues(std::string_view key)
{
    return key == "pixel_mean" ? std::vector<float>{123.675f, 116.28f, 103.53f}
                               : std::vector<float>{58.395f, 57.12f, 57.375f};
}

bool isBuffer(std::string_view key)
{
    return key == "pixel_mean" || key == "pixel_std";
}

// The bytes of one tensor in the wanted dtype.
std::vector<std::byte> tensorBytes(std::string_view key, const Shape& shape, std::uint64_t seed, DType dtype)
{
    const auto values = isBuffer(key) ? bufferValues(key) : formulaWeights(key, shape, seed);
    const auto bytes = std::as_bytes(std::span(values));
    std::vector<std::byte> out(values.size() * itemSize(dtype));
    castElements(bytes, DType::F32, out, dtype);
    return out;
}

void writeSafetensors(File& file, const std::vector<std::pair<std::string, Shape>>& tensors, std::uint64_t seed,
                      const FormulaOptions& options)
{
    std::vector<SafetensorsTensor> described;
    for (const auto& [key, shape] : tensors) {
        described.push_back({options.prefix + key, options.dtype, shape});
    }
    const SafetensorsLayout layout(std::move(described));
    file.write(std::as_bytes(std::span(layout.header())));
    for (const SafetensorsTensor& tensor : layout.tensors()) {
        file.write(tensorBytes(tensor.name.substr(options.prefix.size()), tensor.shape, seed, options.dtype));
    }
}

void writeTorch(File& file, const std::vector<std::pair<std::string, Shape>>& tensors, std::uint64_t seed,
                const FormulaOptions& options)
{
    std::vector<TorchTensor> described;
    for (const auto& [key, shape] : tensors) {
        const auto write = [key = key, shape = shape, seed, dtype = options.dtype](const ChunkSink& sink) {
            sink(tensorBytes(key, shape, seed, dtype));
        };
        described.push_back({options.prefix + key, options.dtype, shape, write});
    }
    writeTorchArchive(file, file.path().stem().string(), described);
}

} // namespace

std::vector<float> formulaWeights(std::string_view key, const Shape& shape, std::uint64_t seed)
{
    std::uint64_t count = 1;
    for (const std::uint64_t extent : shape) {
        count *= extent;
    }
    const auto [centre, scale] = spreadOf(key, shape);
    const std::uint64_t start = fnv1a(key) + seed * golden;
    std::vector<float> values(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        values[i] = static_cast<float>(centre + scale * unit(start, i));
    }
    return values;
}

std::vector<std::uint8_t> formulaImage(int height, int width, std::uint64_t seed)
{
    const std::uint64_t start = fnv1a("image") + seed * golden;
    const auto shift = static_cast<double>(seed);
    std::vector<std::uint8_t> pixels;
    pixels.reserve(static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * 3);
    for (int row = 0; row < height; ++row) {
        for (int column = 0; column < width; ++column) {
            const double x = column;
            const double y = row;
            for (const double phase :
                 {x / 37.0 + y / 53.0 + shift, x / 23.0 - y / 41.0 + 2 * shift, (x + y) / 61.0 + 3 * shift}) {
                const double noise = unit(start, pixels.size()) * 12.0;
                const double value = std::nearbyint(127.5 + 90.0 * std::sin(phase) + noise);
                pixels.push_back(static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0)));
            }
        }
    }
    return pixels;
}

void writeFormulaCheckpoint(const std::filesystem::path& path, const SamConfig& config, std::uint64_t seed,
                            const FormulaOptions& options)
{
    auto tensors = metaTensors(config);
    if (options.withBuffers) {
        tensors.emplace_back("pixel_mean", Shape{3, 1, 1});
        tensors.emplace_back("pixel_std", Shape{3, 1, 1});
    }
    std::filesystem::remove(path);
    File file = File::createNew(path);
    if (path.extension() == ".safetensors") {
        writeSafetensors(file, tensors, seed, options);
    } else {
        writeTorch(file, tensors, seed, options);
    }
    file.close();
}

SamConfig tinyConfig()
{
    SamConfig config;
    config.vision = {.hiddenSize = 24,
                     .layers = 2,
                     .heads = 3,
                     .mlpDim = 40,
                     .imageSize = 64,
                     .outputChannels = 32,
                     .windowSize = 3,
                     .globalAttnIndexes = {1},
                     .numPosFeats = 16};
    config.prompt.hiddenSize = 32;
    config.decoder.hiddenSize = 32;
    config.decoder.mlpDim = 48;
    config.decoder.iouHeadHiddenDim = 20;
    return config;
}

} // namespace samscope
