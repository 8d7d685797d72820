#pragma once

#include "core/base/file.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace samscope {

/// Writes records one after the other as torch's archive writer does: stored, data aligned to 64 bytes through a
/// padding field, CRC and sizes in a descriptor behind the data, zip64 end records always.
class TorchZipWriter
{
public:
    using Sink = std::function<void(std::span<const std::byte>)>;

    /// `topFolder` without a slash.
    TorchZipWriter(File& file, const std::string& topFolder) : m_file(file), m_prefix(topFolder + "/") {}

    /// `write` hands exactly `size` bytes to its sink; anything else throws `Error`.
    void add(const std::string& name, std::uint64_t size, const std::function<void(const Sink&)>& write);
    void add(const std::string& name, std::string_view contents);
    /// torch's fingerprint of the names and CRCs so far, 40 digits.
    std::string serializationId() const;
    void finish();

private:
    struct Entry
    {
        std::string name;
        std::uint64_t offset = 0;
        std::uint64_t size = 0;
        std::uint32_t crc32 = 0;
    };

    void write(std::span<const std::byte> bytes);
    void write(std::string_view text);
    std::string localHeader(const Entry& entry) const;
    std::string centralHeader(const Entry& entry) const;

    File& m_file;
    std::string m_prefix;
    std::uint64_t m_position = 0;
    std::vector<Entry> m_entries;
};

} // namespace samscope
