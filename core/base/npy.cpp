#include "core/base/npy.h"

#include "core/base/byte_reader.h"
#include "core/base/byte_source.h"
#include "core/base/checked.h"
#include "core/base/error.h"
#include "core/base/save_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

static_assert(std::endian::native == std::endian::little, "arrays are written as they lie in memory");

namespace samscope {

namespace {

using namespace std::string_view_literals;

constexpr auto magic = "\x93NUMPY"sv;
constexpr std::uint64_t maxHeader = 65536;

std::string headerFor(const std::vector<std::uint64_t>& shape)
{
    std::string header = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}{}), }}",
                                     fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
    const std::size_t unpadded = magic.size() + 4 + header.size() + 1;
    header.append((64 - unpadded % 64) % 64, ' ');
    return header + '\n';
}

// The numbers between the parentheses behind 'shape':, or nothing when they are not a tuple of numbers.
std::optional<std::vector<std::uint64_t>> shapeIn(std::string_view header)
{
    const auto key = header.find("'shape':");
    const auto open = header.find('(', key);
    const auto close = header.find(')', open);
    if (key == header.npos || open == header.npos || close == header.npos) {
        return std::nullopt;
    }
    std::vector<std::uint64_t> shape;
    const char* at = header.data() + open + 1;
    const char* end = header.data() + close;
    while (at != end) {
        if (*at == ' ' || *at == ',') {
            ++at;
            continue;
        }
        std::uint64_t value = 0;
        const auto [next, code] = std::from_chars(at, end, value);
        if (code != std::errc()) {
            return std::nullopt;
        }
        shape.push_back(value);
        at = next;
    }
    return shape;
}

} // namespace

void saveNpy(const std::filesystem::path& path, const std::vector<std::uint64_t>& shape, std::span<const float> values)
{
    const std::string header = headerFor(shape);
    std::string start(magic);
    start += "\x01\x00"sv;
    appendLittleEndian(start, static_cast<std::uint16_t>(header.size()));
    saveFile(path, [&](File& file) {
        file.write(asBytes(start + header));
        file.write(std::as_bytes(values));
    });
}

NpyArray loadNpy(const std::filesystem::path& path)
{
    const auto source = openByteSource(path);
    const auto start = source->read(0, std::min(source->size(), maxHeader));
    ByteReader reader(start, source->name());
    if (reader.remaining() < 12 || reader.text(magic.size()) != magic) {
        throw Error(
            {.file = path.string(), .reason = "is not a NumPy .npy file", .advice = "write it with numpy.save"});
    }
    const int major = reader.u8();
    reader.u8();
    const std::string_view header = reader.text(major >= 2 ? reader.u32() : reader.u16());
    const auto shape = shapeIn(header);
    if (!shape || header.find("'<f4'") == header.npos || header.find("'fortran_order': False") == header.npos) {
        reader.fail("is not a float32 array in C order", "write it with numpy.save(array.astype('float32'))");
    }
    std::uint64_t count = 1;
    for (const std::uint64_t extent : *shape) {
        count = checkedMul(count, extent).value_or(source->size());
    }
    if (checkedMul(count, sizeof(float)) != source->size() - reader.position()) {
        reader.fail("the shape does not fit the size of the file");
    }
    NpyArray array{*shape, std::vector<float>(count)};
    source->read(reader.position(), std::as_writable_bytes(std::span(array.values)));
    return array;
}

} // namespace samscope
