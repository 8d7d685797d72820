#pragma once

#include "core/base/byte_source.h"
#include "core/base/work.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace samscope {

/// Where a tensor's bytes lie in a file that was written, and the sum they must have.
struct WrittenBytes
{
    std::string name;
    std::uint64_t begin = 0, end = 0; ///< bytes from the start of the file
    std::uint32_t crc32 = 0;
};

/// Threads that write or read back a file at once: more than a few wait for the disk, not for a core.
int conversionThreads();

/// Reads every tensor, several at once, and compares its CRC-32. Throws `Error` that names a tensor that differs.
void readBack(const ByteSource& source, const std::vector<WrittenBytes>& tensors, const Work& work);

/// Throws the `Error` for a file whose contents at `place` are not what was written.
[[noreturn]] void failReadBack(const std::filesystem::path& path, const std::string& place);

} // namespace samscope
