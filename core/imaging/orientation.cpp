#include "core/imaging/orientation.h"

#include "core/base/byte_reader.h"

#include <algorithm>

namespace samscope {

namespace {

/// A cursor in a TIFF structure, whose own first bytes tell the byte order; past the end it reads zeros.
class TiffReader
{
public:
    explicit TiffReader(std::span<const std::byte> bytes) : m_bytes(bytes)
    {
        m_littleEndian = asText(bytes).starts_with("II");
    }

    std::uint64_t number(std::uint64_t offset, std::size_t width) const
    {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            const std::uint64_t at = offset + (m_littleEndian ? width - 1 - i : i);
            value = value << 8 | (at < m_bytes.size() ? static_cast<std::uint64_t>(m_bytes[at]) : 0);
        }
        return value;
    }

private:
    std::span<const std::byte> m_bytes;
    bool m_littleEndian;
};

} // namespace

int exifOrientation(std::span<const std::byte> tiff)
{
    constexpr std::uint64_t orientationTag = 0x0112;
    constexpr std::uint64_t entrySize = 12;
    const std::string_view text = asText(tiff);
    if (!text.starts_with("II") && !text.starts_with("MM")) {
        return 0;
    }
    const TiffReader reader(tiff);
    const std::uint64_t directory = reader.number(4, 4);
    const std::uint64_t entries = reader.number(directory, 2);
    for (std::uint64_t entry = directory + 2; entry < directory + 2 + entries * entrySize; entry += entrySize) {
        if (entry + entrySize > tiff.size()) {
            break;
        }
        const std::uint64_t type = reader.number(entry + 2, 2);
        if (reader.number(entry, 2) == orientationTag && reader.number(entry + 4, 4) == 1) {
            // Short or long: the value stands in the entry itself.
            const std::size_t width = type == 3 ? 2 : type == 4 ? 4 : 0;
            const std::uint64_t value = reader.number(entry + 8, width);
            return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
        }
    }
    return 0;
}

int xmpOrientation(std::string_view xmp)
{
    constexpr std::string_view name = "tiff:Orientation";
    for (auto at = xmp.find(name); at != xmp.npos; at = xmp.find(name, at + 1)) {
        std::string_view rest = xmp.substr(at + name.size());
        const std::size_t lead = rest.starts_with("=\"") ? 2 : rest.starts_with(">") ? 1 : 0;
        rest.remove_prefix(lead);
        if (lead != 0 && !rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
            const int value = rest.front() - '0';
            return std::clamp(value, 1, 8) == value ? value : 1;
        }
    }
    return 0;
}

} // namespace samscope
