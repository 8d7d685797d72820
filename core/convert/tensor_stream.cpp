#include "core/convert/tensor_stream.h"

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/checkpoint/cast.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace samscope {

namespace {

// An element is NaN or infinite exactly when every bit of its exponent is set. A run of fixed length is what the
// compiler turns into vector instructions.
template <typename Bits> std::uint64_t countFullExponents(std::span<const std::byte> elements, Bits exponent)
{
    constexpr std::size_t runBytes = 1024;
    std::array<Bits, runBytes / sizeof(Bits)> run;
    std::uint64_t count = 0;
    for (std::size_t at = 0; at < elements.size(); at += runBytes) {
        const std::size_t size = std::min(runBytes, elements.size() - at);
        if (size < runBytes) {
            run.fill(0);
        }
        std::memcpy(run.data(), elements.data() + at, size);
        Bits full = 0;
        for (const Bits bits : run) {
            full = static_cast<Bits>(full + ((bits & exponent) == exponent ? 1 : 0));
        }
        count += full;
    }
    return count;
}

} // namespace

void streamTensorAs(const Checkpoint& checkpoint, const TensorEntry& entry, DType dtype, const ChunkSink& sink,
                    const std::stop_token& stop)
{
    if (dtype == entry.dtype) {
        streamTensor(checkpoint, entry, sink, stop);
        return;
    }
    if (!isFloating(dtype) || !isFloating(entry.dtype)) {
        throw Error({.file = checkpoint.path.string(),
                     .place = entry.name,
                     .reason = "cannot be cast from " + std::string(torchName(entry.dtype)) + " to " +
                               std::string(torchName(dtype)),
                     .advice = "keep the dtype of the file (--dtype keep)"});
    }
    std::vector<std::byte> cast;
    const auto castAndPass = [&](std::span<const std::byte> piece) {
        cast.resize(piece.size() / itemSize(entry.dtype) * itemSize(dtype));
        castElements(piece, entry.dtype, cast, dtype);
        sink(cast);
    };
    streamTensor(checkpoint, entry, castAndPass, stop);
}

std::string tensorSha256(const Checkpoint& checkpoint, const TensorEntry& entry, const std::stop_token& stop)
{
    Sha256 hash;
    streamTensor(
        checkpoint, entry, [&](std::span<const std::byte> piece) { hash.update(piece); }, stop);
    return hash.finish();
}

std::uint64_t countNotFinite(std::span<const std::byte> elements, DType dtype)
{
    switch (dtype) {
    case DType::F64:
        return countFullExponents<std::uint64_t>(elements, 0x7ff0'0000'0000'0000);
    case DType::F32:
        return countFullExponents<std::uint32_t>(elements, 0x7f80'0000);
    case DType::F16:
        return countFullExponents<std::uint16_t>(elements, 0x7c00);
    case DType::BF16:
        return countFullExponents<std::uint16_t>(elements, 0x7f80);
    default:
        return 0;
    }
}

} // namespace samscope
