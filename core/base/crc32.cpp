#include "core/base/crc32.h"

#include <libdeflate.h>

namespace samscope {

std::uint32_t crc32(std::uint32_t previous, std::span<const std::byte> bytes)
{
    return libdeflate_crc32(previous, bytes.data(), bytes.size());
}

} // namespace samscope
