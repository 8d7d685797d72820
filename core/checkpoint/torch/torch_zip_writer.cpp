#include "core/checkpoint/torch/torch_zip_writer.h"

#include "core/base/byte_reader.h"
#include "core/base/crc32.h"
#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace samscope {

namespace {

constexpr std::uint64_t alignment = 64;
constexpr std::uint64_t saturated = 0xffffffff;
constexpr std::uint16_t utf8Flag = 0x0800;
constexpr std::uint16_t deferredSizesFlag = 0x0008;

std::uint32_t saturate32(std::uint64_t value)
{
    return static_cast<std::uint32_t>(std::min(value, saturated));
}

/// The zip64 field, empty where every value fits 32 bits. torch leaves the compressed size 0 in the local header.
std::string zip64Extra(std::uint64_t offset, std::uint64_t size, std::uint64_t compressedSize)
{
    std::string values;
    if (size >= saturated) {
        appendLittleEndian(values, size);
        appendLittleEndian(values, compressedSize);
    }
    if (offset >= saturated) {
        appendLittleEndian(values, offset);
    }
    if (values.empty()) {
        return {};
    }
    std::string extra;
    appendLittleEndian(extra, std::uint16_t{1});
    appendLittleEndian(extra, static_cast<std::uint16_t>(values.size()));
    return extra + values;
}

std::uint16_t flagsFor(std::uint64_t size)
{
    return size > 0 ? utf8Flag | deferredSizesFlag : utf8Flag;
}

std::uint64_t hashCombine(std::uint64_t seed, std::uint64_t value)
{
    return seed ^ (value + 0x9e3779b9 + (seed << 6) + (seed >> 2));
}

} // namespace

void TorchZipWriter::write(std::span<const std::byte> bytes)
{
    m_file.write(bytes);
    m_position += bytes.size();
}

void TorchZipWriter::write(std::string_view text)
{
    write(asBytes(text));
}

std::string TorchZipWriter::localHeader(const Entry& entry) const
{
    const std::string name = m_prefix + entry.name;
    std::string extra = zip64Extra(entry.offset, entry.size, 0);
    const std::uint64_t start = entry.offset + 30 + name.size() + extra.size() + 4;
    const std::uint64_t padding = (alignment - start % alignment) % alignment;
    extra += "FB";
    appendLittleEndian(extra, static_cast<std::uint16_t>(padding));
    extra.append(static_cast<std::size_t>(padding), 'Z');

    std::string header = "PK\x03\x04";
    appendLittleEndian(header, std::uint16_t{0});
    appendLittleEndian(header, flagsFor(entry.size));
    header.append(18, '\0');
    appendLittleEndian(header, static_cast<std::uint16_t>(name.size()));
    appendLittleEndian(header, static_cast<std::uint16_t>(extra.size()));
    return header + name + extra;
}

std::string TorchZipWriter::centralHeader(const Entry& entry) const
{
    const std::string name = m_prefix + entry.name;
    const std::string extra = zip64Extra(entry.offset, entry.size, entry.size);
    std::string header = "PK\x01\x02";
    header.append(4, '\0');
    appendLittleEndian(header, flagsFor(entry.size));
    header.append(6, '\0');
    appendLittleEndian(header, entry.crc32);
    appendLittleEndian(header, saturate32(entry.size));
    appendLittleEndian(header, saturate32(entry.size));
    appendLittleEndian(header, static_cast<std::uint16_t>(name.size()));
    appendLittleEndian(header, static_cast<std::uint16_t>(extra.size()));
    header.append(10, '\0');
    appendLittleEndian(header, saturate32(entry.offset));
    return header + name + extra;
}

void TorchZipWriter::add(const std::string& name, std::uint64_t size, const std::function<void(const Sink&)>& writeData)
{
    Entry entry{.name = name, .offset = m_position, .size = size};
    write(localHeader(entry));
    std::uint64_t written = 0;
    writeData([&](std::span<const std::byte> bytes) {
        written += bytes.size();
        entry.crc32 = crc32(entry.crc32, bytes);
        write(bytes);
    });
    if (written != size) {
        throw Error({.file = m_file.path().string(),
                     .place = "entry " + printable(name),
                     .reason = fmt::format("{} bytes came for {}", written, size)});
    }
    if (size > 0) {
        std::string descriptor = "PK\x07\x08";
        appendLittleEndian(descriptor, entry.crc32);
        const bool isZip64 = size >= saturated || entry.offset >= saturated;
        for (int i = 0; i < 2; ++i) {
            if (isZip64) {
                appendLittleEndian(descriptor, size);
            } else {
                appendLittleEndian(descriptor, static_cast<std::uint32_t>(size));
            }
        }
        write(descriptor);
    }
    m_entries.push_back(std::move(entry));
}

void TorchZipWriter::add(const std::string& name, std::string_view contents)
{
    add(name, contents.size(), [&](const Sink& sink) { sink(asBytes(contents)); });
}

std::string TorchZipWriter::serializationId() const
{
    // torch hashes the names in the order of an unordered_set, so that the same container gives the same digits.
    std::unordered_set<std::string> names;
    std::uint64_t crcs = 0;
    for (const Entry& entry : m_entries) {
        names.insert(entry.name);
        crcs = entry.size > 0 ? hashCombine(crcs, entry.crc32) : crcs;
    }
    std::uint64_t hashes = 0;
    for (const std::string& name : names) {
        hashes = hashCombine(hashes, std::hash<std::string>{}(name));
    }
    return fmt::format("{:020}{:020}", hashes, crcs);
}

void TorchZipWriter::finish()
{
    const std::uint64_t start = m_position;
    for (const Entry& entry : m_entries) {
        write(centralHeader(entry));
    }
    const std::uint64_t size = m_position - start;
    const std::uint64_t zip64End = m_position;
    std::string end = "PK\x06\x06";
    appendLittleEndian(end, std::uint64_t{44});
    appendLittleEndian(end, std::uint16_t{0x031e});
    appendLittleEndian(end, std::uint16_t{0x002d});
    end.append(8, '\0');
    appendLittleEndian(end, std::uint64_t{m_entries.size()});
    appendLittleEndian(end, std::uint64_t{m_entries.size()});
    appendLittleEndian(end, size);
    appendLittleEndian(end, start);
    end += "PK\x06\x07";
    end.append(4, '\0');
    appendLittleEndian(end, zip64End);
    appendLittleEndian(end, std::uint32_t{1});
    end += "PK\x05\x06";
    end.append(4, '\0');
    const auto count = static_cast<std::uint16_t>(std::min<std::size_t>(m_entries.size(), 0xffff));
    appendLittleEndian(end, count);
    appendLittleEndian(end, count);
    appendLittleEndian(end, saturate32(size));
    appendLittleEndian(end, saturate32(start));
    end.append(2, '\0');
    write(end);
}

} // namespace samscope
