#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace samscope {

/// A float32 array as NumPy's .npy files hold it, C order.
struct NpyArray
{
    std::vector<std::uint64_t> shape;
    std::vector<float> values;
};

/// Writes format 1.0, as `numpy.save` does, aside and renamed.
void saveNpy(const std::filesystem::path& path, const std::vector<std::uint64_t>& shape, std::span<const float> values);

/// Reads format 1.0 or 2.0. Throws `Error` for anything but a whole, little-endian float32 array in C order.
NpyArray loadNpy(const std::filesystem::path& path);

} // namespace samscope
