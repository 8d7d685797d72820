#include "tests/support/image_files.h"

namespace samscope {

namespace {

std::uint64_t mixed(std::uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

} // namespace

RgbImage patternImage(int width, int height, std::uint64_t seed)
{
    constexpr std::uint64_t golden = 0x9e3779b97f4a7c15ULL;
    RgbImage image{width, height, {}};
    image.pixels.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int c = 0; c < 3; ++c) {
                const std::uint64_t noise = mixed((seed + image.pixels.size() + 1) * golden) >> 58;
                image.pixels.push_back(
                    static_cast<std::uint8_t>(static_cast<std::uint64_t>(3 * x + 5 * y + 85 * c) + noise));
            }
        }
    }
    return image;
}

Mask rectangle(int width, int height, int x0, int y0, int x1, int y1)
{
    Mask mask{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height))};
    for (int y = y0; y < y1; ++y) {
        std::fill_n(mask.pixels.begin() + y * width + x0, x1 - x0, std::uint8_t{1});
    }
    return mask;
}

std::filesystem::path imageFile(const std::string& name)
{
    return std::filesystem::path(SAMSCOPE_TEST_DATA) / "images" / name;
}

} // namespace samscope
