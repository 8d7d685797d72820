#pragma once

#include "core/base/byte_source.h"
#include "core/checkpoint/zip/zip_directory.h"

#include <cstdint>
#include <string>
#include <vector>

namespace samscope {

/// A stored file inside a zip archive.
struct ZipMember
{
    std::string name;
    std::uint64_t offset = 0; ///< of the data, bytes from the start of the archive
    std::uint64_t size = 0;   ///< bytes
    std::uint32_t crc32 = 0;
};

/// True when the bytes start like a zip archive.
bool looksLikeZip(const ByteSource& source);

/// The members of an archive in the order of their data. Strict, because whatever another reader could see differently
/// is a way to hide something: only stored members, local and central headers that agree, unique harmless names, and
/// members, directory and end record that follow each other without gaps from the first byte to the last. Reads
/// headers only; the CRCs are left to whoever reads the data. Throws `Error`.
std::vector<ZipMember> readZipDirectory(const ByteSource& source);
/// The same for a central directory that was read already.
std::vector<ZipMember> checkZipMembers(const ByteSource& source, ZipDirectory directory);

/// The bytes of a small member, with its CRC checked. `limit` in bytes is checked before anything is allocated.
std::vector<std::byte> readZipMember(const ByteSource& source, const ZipMember& member, std::uint64_t limit);

} // namespace samscope
