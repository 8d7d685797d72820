#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace samscope {

/// A cursor over bytes in memory: little-endian integers and strings, each checked against the end.
/// Running past the end throws `Error` ("file: place N: cut off").
class ByteReader
{
public:
    /// `name` and `base` (the offset of `bytes` in the file) appear in messages only.
    ByteReader(std::span<const std::byte> bytes, std::string name, std::uint64_t base = 0);

    std::size_t position() const { return m_position; }
    std::size_t remaining() const { return m_bytes.size() - m_position; }
    void seek(std::size_t position);
    void skip(std::size_t count) { take(count); }

    std::uint8_t u8() { return static_cast<std::uint8_t>(unsignedInteger(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(unsignedInteger(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(unsignedInteger(4)); }
    std::uint64_t u64() { return unsignedInteger(8); }
    std::span<const std::byte> take(std::size_t count);
    std::string_view text(std::size_t count);
    /// Up to and without the newline, which is consumed.
    std::string_view line();

    /// Throws `Error` for this source with the current position as the place.
    [[noreturn]] void fail(std::string reason, std::string advice = {}) const;

private:
    std::uint64_t unsignedInteger(std::size_t width);

    std::span<const std::byte> m_bytes;
    std::string m_name;
    std::uint64_t m_base;
    std::size_t m_position = 0;
};

/// The bytes of a string, and the other way round.
std::span<const std::byte> asBytes(std::string_view text);
std::string_view asText(std::span<const std::byte> bytes);

/// Appends `value` in little-endian order.
template <typename Integer, typename Container> void appendLittleEndian(Container& out, Integer value)
{
    for (std::size_t i = 0; i < sizeof(Integer); ++i) {
        out.push_back(
            static_cast<typename Container::value_type>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xff));
    }
}

} // namespace samscope
