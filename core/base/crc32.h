#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace samscope {

/// The CRC-32 of zip files; `previous` continues an earlier piece, 0 starts.
std::uint32_t crc32(std::uint32_t previous, std::span<const std::byte> bytes);

} // namespace samscope
