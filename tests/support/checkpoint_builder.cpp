#include "tests/support/checkpoint_builder.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/checkpoint/safetensors/safetensors_writer.h"
#include "core/model/key_rules.h"
#include "core/model/meta_tensors.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace samscope {

std::string safetensorsBytes(std::string_view header, std::size_t dataBytes)
{
    std::string bytes;
    appendLittleEndian(bytes, static_cast<std::uint64_t>(header.size()));
    bytes += header;
    bytes.append(dataBytes, '\0');
    return bytes;
}

std::string oneByteTensor(const std::string& name)
{
    return safetensorsBytes("{\"" + name + R"(":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1);
}

void writeBytes(const std::filesystem::path& path, std::string_view bytes)
{
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string readBytes(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::filesystem::path torchFile(const std::string& name)
{
    return std::filesystem::path(SAMSCOPE_TEST_DATA) / "torch" / name;
}

Refusal refusalOf(const std::function<void()>& action)
{
    try {
        action();
    } catch (const Error& error) {
        return {exitCode(error.kind()), error.what()};
    }
    return {};
}

TensorEntry entryOf(const std::string& name, const Shape& shape, const std::string& scope)
{
    TensorEntry entry;
    entry.name = name;
    entry.scope = scope;
    entry.shape = shape;
    entry.strides = contiguousStrides(shape);
    return entry;
}

StateDict samDict(const SamConfig& config, Layout layout)
{
    StateDict dict;
    dict.layout = layout;
    for (const auto& [name, shape] : metaTensors(config)) {
        std::string key = layout == Layout::Meta ? name : renameKey(name);
        dict.tensors.push_back(entryOf(key == tiedEmbeddingName ? std::string(sharedEmbeddingName) : key, shape));
    }
    return dict;
}

void writeZeros(const std::filesystem::path& path, const std::vector<TensorEntry>& tensors)
{
    std::vector<SafetensorsTensor> descriptions;
    for (const TensorEntry& tensor : tensors) {
        descriptions.push_back({tensor.name, tensor.dtype, tensor.shape});
    }
    const SafetensorsLayout layout(std::move(descriptions));
    writeBytes(path, layout.header());
    std::filesystem::resize_file(path, layout.fileSize());
}

void removeTensor(StateDict& dict, const std::string& name)
{
    std::erase_if(dict.tensors, [&](const TensorEntry& entry) { return entry.name == name; });
}

void reshapeTensor(StateDict& dict, const std::string& name, const Shape& shape)
{
    for (TensorEntry& entry : dict.tensors) {
        if (entry.name == name) {
            entry = entryOf(name, shape);
        }
    }
}

} // namespace samscope
