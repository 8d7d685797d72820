#pragma once

#include "core/base/byte_source.h"
#include "core/checkpoint/tensor_entry.h"

#include <cstdint>
#include <string>
#include <vector>

namespace samscope {

/// One tensor of a safetensors header, its range checked against the file.
struct SafetensorsHeaderEntry
{
    std::string name;
    DType dtype = DType::F32;
    std::string typeName; ///< the header's own word where dtype is `Unsupported`
    Shape shape;
    std::uint64_t begin = 0; ///< bytes from the start of the file
    std::uint64_t end = 0;
};

/// The tensors of one safetensors file in the order of their data, which covers the rest of the file without gap or
/// overlap. Throws `Error` for anything else, before any memory is taken on the word of the file.
std::vector<SafetensorsHeaderEntry> readSafetensorsHeader(const ByteSource& source);

} // namespace samscope
