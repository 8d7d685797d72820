#include "core/base/byte_reader.h"

#include "core/base/error.h"

#include <algorithm>

namespace samscope {

ByteReader::ByteReader(std::span<const std::byte> bytes, std::string name, std::uint64_t base)
    : m_bytes(bytes), m_name(std::move(name)), m_base(base)
{
}

void ByteReader::seek(std::size_t position)
{
    if (position > m_bytes.size()) {
        fail("cut off");
    }
    m_position = position;
}

std::span<const std::byte> ByteReader::take(std::size_t count)
{
    if (count > remaining()) {
        fail("cut off");
    }
    const auto bytes = m_bytes.subspan(m_position, count);
    m_position += count;
    return bytes;
}

std::string_view ByteReader::text(std::size_t count)
{
    return asText(take(count));
}

std::string_view ByteReader::line()
{
    const auto rest = m_bytes.subspan(m_position);
    const auto end = std::ranges::find(rest, std::byte{'\n'});
    if (end == rest.end()) {
        fail("cut off");
    }
    const auto length = static_cast<std::size_t>(end - rest.begin());
    m_position += length + 1;
    return asText(rest.first(length));
}

std::uint64_t ByteReader::unsignedInteger(std::size_t width)
{
    std::uint64_t value = 0;
    const auto bytes = take(width);
    for (std::size_t i = 0; i < width; ++i) {
        value |= static_cast<std::uint64_t>(bytes[i]) << (8 * i);
    }
    return value;
}

void ByteReader::fail(std::string reason, std::string advice) const
{
    throw Error({.file = m_name,
                 .place = "offset " + std::to_string(m_base + m_position),
                 .reason = std::move(reason),
                 .advice = std::move(advice)});
}

std::span<const std::byte> asBytes(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

std::string_view asText(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace samscope
