#include "core/checkpoint/safetensors/safetensors_writer.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/base/strict_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace samscope {

namespace {

// The order of safetensors' own dtype enumeration, from its end.
constexpr std::array dataOrder = {DType::U64,  DType::I64, DType::F64, DType::C64, DType::F32, DType::U32, DType::I32,
                                  DType::BF16, DType::F16, DType::U16, DType::I16, DType::I8,  DType::U8,  DType::Bool};

std::size_t orderOf(DType dtype)
{
    return static_cast<std::size_t>(std::find(dataOrder.begin(), dataOrder.end(), dtype) - dataOrder.begin());
}

std::uint64_t byteCount(const SafetensorsTensor& tensor)
{
    std::uint64_t bytes = itemSize(tensor.dtype);
    for (const std::uint64_t extent : tensor.shape) {
        bytes *= extent;
    }
    return bytes;
}

std::string quoted(const std::string& name)
{
    try {
        return Json(name).dump();
    } catch (const Json::type_error&) {
        throw Error({.place = name, .reason = "the tensor's name is not UTF-8 and cannot stand in a safetensors file"});
    }
}

} // namespace

SafetensorsLayout::SafetensorsLayout(std::vector<SafetensorsTensor> tensors) : m_tensors(std::move(tensors))
{
    std::sort(m_tensors.begin(), m_tensors.end(), [](const SafetensorsTensor& a, const SafetensorsTensor& b) {
        const auto orderA = orderOf(a.dtype);
        const auto orderB = orderOf(b.dtype);
        return orderA != orderB ? orderA < orderB : a.name < b.name;
    });
    std::string json = R"({"__metadata__":{"format":"pt"})";
    for (const SafetensorsTensor& tensor : m_tensors) {
        const std::uint64_t begin = m_ends.back();
        m_ends.push_back(begin + byteCount(tensor));
        json += fmt::format(R"(,{}:{{"dtype":"{}","shape":{},"data_offsets":[{},{}]}})", quoted(tensor.name),
                            safetensorsName(tensor.dtype), Json(tensor.shape).dump(), begin, m_ends.back());
    }
    json += '}';
    json.append((8 - json.size() % 8) % 8, ' ');
    appendLittleEndian(m_header, static_cast<std::uint64_t>(json.size()));
    m_header += json;
}

} // namespace samscope
