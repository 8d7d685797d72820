#include "core/checkpoint/tensor_entry.h"

#include <array>

namespace samscope {

namespace {

struct DTypeRow
{
    DType dtype;
    std::string_view torch;
    std::string_view safetensors;
    std::size_t size;
};

constexpr std::array<DTypeRow, 14> dtypeRows = {{
    {DType::F64, "float64", "F64", 8},
    {DType::F32, "float32", "F32", 4},
    {DType::F16, "float16", "F16", 2},
    {DType::BF16, "bfloat16", "BF16", 2},
    {DType::I64, "int64", "I64", 8},
    {DType::I32, "int32", "I32", 4},
    {DType::I16, "int16", "I16", 2},
    {DType::I8, "int8", "I8", 1},
    {DType::U64, "uint64", "U64", 8},
    {DType::U32, "uint32", "U32", 4},
    {DType::U16, "uint16", "U16", 2},
    {DType::U8, "uint8", "U8", 1},
    {DType::Bool, "bool", "BOOL", 1},
    {DType::C64, "complex64", "C64", 8},
}};

const DTypeRow* findRow(DType dtype)
{
    for (const DTypeRow& row : dtypeRows) {
        if (row.dtype == dtype) {
            return &row;
        }
    }
    return nullptr;
}

std::optional<DType> findName(std::string_view name, std::string_view DTypeRow::*column)
{
    for (const DTypeRow& row : dtypeRows) {
        if (row.*column == name) {
            return row.dtype;
        }
    }
    return std::nullopt;
}

} // namespace

std::string_view torchName(DType dtype)
{
    const DTypeRow* row = findRow(dtype);
    return row ? row->torch : "unsupported";
}

std::string_view safetensorsName(DType dtype)
{
    const DTypeRow* row = findRow(dtype);
    return row ? row->safetensors : std::string_view{};
}

std::size_t itemSize(DType dtype)
{
    const DTypeRow* row = findRow(dtype);
    return row ? row->size : 0;
}

bool isFloating(DType dtype)
{
    return dtype == DType::F64 || dtype == DType::F32 || dtype == DType::F16 || dtype == DType::BF16;
}

std::optional<DType> dtypeFromTorchName(std::string_view name)
{
    return findName(name, &DTypeRow::torch);
}

std::optional<DType> dtypeFromSafetensorsName(std::string_view name)
{
    return findName(name, &DTypeRow::safetensors);
}

std::string shapeText(const Shape& shape)
{
    std::string text;
    for (const std::uint64_t extent : shape) {
        text += text.empty() ? "" : "x";
        text += std::to_string(extent);
    }
    return text.empty() ? "scalar" : text;
}

std::string TensorEntry::dtypeText() const
{
    return dtype == DType::Unsupported ? typeName : std::string(torchName(dtype));
}

std::uint64_t TensorEntry::elementCount() const
{
    std::uint64_t count = 1;
    for (const std::uint64_t extent : shape) {
        count *= extent;
    }
    return count;
}

bool TensorEntry::isContiguous() const
{
    if (elementCount() == 0) {
        return true;
    }
    std::uint64_t expected = 1;
    for (std::size_t i = shape.size(); i-- > 0;) {
        if (shape[i] == 1) {
            continue;
        }
        if (strides[i] != expected) {
            return false;
        }
        expected *= shape[i];
    }
    return true;
}

std::vector<std::uint64_t> contiguousStrides(const Shape& shape)
{
    std::vector<std::uint64_t> strides(shape.size());
    std::uint64_t stride = 1;
    for (std::size_t i = shape.size(); i-- > 0;) {
        strides[i] = stride;
        stride *= shape[i] == 0 ? 1 : shape[i];
    }
    return strides;
}

} // namespace samscope
