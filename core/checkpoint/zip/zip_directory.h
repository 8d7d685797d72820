#pragma once

#include "core/base/byte_source.h"

#include <cstdint>
#include <string>
#include <vector>

namespace samscope {

inline constexpr std::uint64_t kZipMemberLimit = 100'000;

/// A central header of a zip archive, as it stands there.
struct ZipEntry
{
    std::string name;
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::uint32_t crc32 = 0;
    std::uint64_t compressedSize = 0; ///< bytes
    std::uint64_t size = 0;           ///< bytes
    std::uint64_t headerOffset = 0;   ///< of the local header, bytes from the start of the archive
};

struct ZipDirectory
{
    std::uint64_t offset = 0; ///< of the first central header: where the members must end
    std::vector<ZipEntry> entries;
};

/// Finds the end records (zip64 too) and reads the central directory they point at; both must lie at the very end, in
/// the order directory, end records, with nothing between or after. Throws `Error`.
ZipDirectory readCentralDirectory(const ByteSource& source);

} // namespace samscope
