#pragma once

#include "core/base/byte_source.h"

#include <cstdint>
#include <memory>

namespace samscope {

/// A part of a source as a source; the range must lie inside.
std::shared_ptr<const ByteSource> byteSlice(std::shared_ptr<const ByteSource> source, std::uint64_t offset,
                                            std::uint64_t size);

} // namespace samscope
