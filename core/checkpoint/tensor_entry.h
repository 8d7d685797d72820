#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace samscope {

/// Element types that checkpoints hold. `Unsupported` is listed by name and never read (float8, quantised, …).
enum class DType : std::uint8_t
{
    F64,
    F32,
    F16,
    BF16,
    I64,
    I32,
    I16,
    I8,
    U64,
    U32,
    U16,
    U8,
    Bool,
    C64,
    Unsupported,
};

/// "float32", as torch and `inspect` print it.
std::string_view torchName(DType dtype);
/// "F32", as a safetensors header has it; empty for `Unsupported`.
std::string_view safetensorsName(DType dtype);
/// Bytes of one element; 0 for `Unsupported`.
std::size_t itemSize(DType dtype);
bool isFloating(DType dtype);
std::optional<DType> dtypeFromTorchName(std::string_view name);
std::optional<DType> dtypeFromSafetensorsName(std::string_view name);

using Shape = std::vector<std::uint64_t>;

/// "768x3x16x16"; "scalar" for rank 0.
std::string shapeText(const Shape& shape);

/// A run of bytes of one file that holds one storage: a zip member, a legacy storage, a safetensors tensor.
struct Record
{
    std::string name;
    std::uint32_t file = 0;             ///< index into Checkpoint::files
    std::uint64_t offset = 0;           ///< bytes from the start of that file
    std::uint64_t size = 0;             ///< bytes
    std::optional<std::uint32_t> crc32; ///< what the zip directory promises
};

/// One tensor of a checkpoint: the one currency between readers, remap and writers. Readers guarantee that every
/// element lies within the record (for dtypes other than `Unsupported`), and that the rank is at most 8.
struct TensorEntry
{
    std::string name;  ///< its key, "image_encoder.pos_embed"
    std::string scope; ///< keys of the dictionaries around it joined by '/', empty at the top level: "model"
    DType dtype = DType::F32;
    std::string typeName; ///< torch's or safetensors' own name where dtype is `Unsupported`
    Shape shape;
    std::vector<std::uint64_t> strides; ///< in elements, one per dimension
    std::uint32_t record = 0;           ///< index into Checkpoint::records
    std::uint64_t offset = 0;           ///< bytes from the record's start to the first element

    /// torch's name of the dtype, or the file's own where it is not supported.
    std::string dtypeText() const;
    std::uint64_t elementCount() const;
    std::uint64_t byteCount() const { return elementCount() * itemSize(dtype); }
    /// C order without gaps (dimensions of size 1 may have any stride).
    bool isContiguous() const;
};

/// C-order strides of a shape, in elements.
std::vector<std::uint64_t> contiguousStrides(const Shape& shape);

} // namespace samscope
