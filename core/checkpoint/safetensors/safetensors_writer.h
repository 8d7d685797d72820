#pragma once

#include "core/base/file.h"
#include "core/checkpoint/tensor_entry.h"

#include <cstdint>
#include <string>
#include <vector>

namespace samscope {

/// A tensor as a safetensors header describes it.
struct SafetensorsTensor
{
    std::string name;
    DType dtype = DType::F32;
    Shape shape;
};

/// Header and data order of a file that is byte for byte what `safetensors.torch.save_file(…, {"format": "pt"})`
/// writes: tensors by dtype (widest first) and then by name, compact JSON, padded with spaces to a multiple of 8.
class SafetensorsLayout
{
public:
    explicit SafetensorsLayout(std::vector<SafetensorsTensor> tensors);

    /// In the order in which the data must be written after the header, without gaps.
    const std::vector<SafetensorsTensor>& tensors() const { return m_tensors; }
    /// Where the data of that tensor start and end, bytes from the start of the file.
    std::uint64_t begin(std::size_t index) const { return m_header.size() + m_ends[index]; }
    std::uint64_t end(std::size_t index) const { return begin(index + 1); }
    /// The length field, the JSON and its padding.
    const std::string& header() const { return m_header; }
    /// Bytes of the whole file.
    std::uint64_t fileSize() const { return m_header.size() + m_ends.back(); }

private:
    std::vector<SafetensorsTensor> m_tensors;
    std::string m_header;
    std::vector<std::uint64_t> m_ends = {0}; ///< of the header and then of each tensor, bytes from the header's end
};

} // namespace samscope
