#include "core/checkpoint/safetensors/safetensors_reader.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/base/strict_json.h"
#include "core/checkpoint/safetensors/safetensors_header.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

namespace samscope {

namespace {

constexpr std::uint64_t maxIndexBytes = 100'000'000;
constexpr std::size_t maxFileName = 255;

// Adds the tensors of one file to the checkpoint.
void addFile(Checkpoint& checkpoint, std::shared_ptr<const ByteSource> source)
{
    const auto file = static_cast<std::uint32_t>(checkpoint.files.size());
    for (SafetensorsHeaderEntry& header : readSafetensorsHeader(*source)) {
        if (header.dtype == DType::Unsupported) {
            checkpoint.warnings.push_back("tensor \"" + printable(header.name) + "\" has the unsupported dtype " +
                                          printable(header.typeName) + "; it is listed and never read");
        }
        TensorEntry entry;
        entry.name = header.name;
        entry.dtype = header.dtype;
        entry.typeName = std::move(header.typeName);
        entry.strides = contiguousStrides(header.shape);
        entry.shape = std::move(header.shape);
        entry.record = static_cast<std::uint32_t>(checkpoint.records.size());
        checkpoint.records.push_back({std::move(header.name), file, header.begin, header.end - header.begin, {}});
        checkpoint.tensors.push_back(std::move(entry));
    }
    checkpoint.files.push_back(std::move(source));
}

using WeightMap = std::unordered_map<std::string, std::string>;

bool isPlainFileName(const std::string& name)
{
    const auto forbidden = [](char c) {
        return c == '/' || c == '\\' || c == ':' || static_cast<unsigned char>(c) < 32;
    };
    return !name.empty() && name.size() <= maxFileName && name != "." && name != ".." &&
           std::none_of(name.begin(), name.end(), forbidden);
}

WeightMap readWeightMap(const ByteSource& index)
{
    if (index.size() > maxIndexBytes) {
        throw Error({.file = index.name(), .reason = "an index above 100 MB is not read"});
    }
    const auto bytes = index.read(0, index.size());
    const Json json = parseStrictJson(asText(bytes), index.name());
    const auto map = json.is_object() ? json.find("weight_map") : json.end();
    if (map == json.end() || !map->is_object()) {
        throw Error({.file = index.name(), .reason = "there is no weight_map in the index"});
    }
    WeightMap shards;
    for (const auto& [tensor, file] : map->items()) {
        if (!file.is_string() || !isPlainFileName(file.get_ref<const std::string&>())) {
            throw Error({.file = index.name(),
                         .place = "weight_map \"" + printable(tensor) + "\"",
                         .reason = printable(file.dump()) + " is not the name of a file beside the index"});
        }
        shards.emplace(tensor, file.get<std::string>());
    }
    return shards;
}

// The index and the shards must tell the same story.
void checkListed(const Checkpoint& checkpoint, const std::vector<std::string>& shardNames, const WeightMap& shards)
{
    std::size_t listed = 0;
    for (const TensorEntry& entry : checkpoint.tensors) {
        const std::string& shard = shardNames[checkpoint.records[entry.record].file];
        const auto found = shards.find(entry.name);
        if (found == shards.end() || found->second != shard) {
            throw Error({.file = checkpoint.path.string(),
                         .place = shard,
                         .reason = "tensor \"" + printable(entry.name) +
                                   "\" is in the shard and the index does not list it there"});
        }
        ++listed;
    }
    if (listed == shards.size()) {
        return;
    }
    WeightMap missing = shards;
    for (const TensorEntry& entry : checkpoint.tensors) {
        missing.erase(entry.name);
    }
    const auto& [tensor, shard] = *missing.begin();
    throw Error({.file = checkpoint.path.string(),
                 .place = shard,
                 .reason = "tensor \"" + printable(tensor) + "\" is listed in the index and not in the shard"});
}

void addShards(Checkpoint& checkpoint)
{
    const WeightMap shards = readWeightMap(*openByteSource(checkpoint.path));
    std::map<std::string, bool> names;
    for (const auto& [tensor, shard] : shards) {
        names[shard] = true;
    }
    std::vector<std::string> shardNames;
    for (const auto& [name, used] : names) {
        const auto path = checkpoint.path.parent_path() / name;
        if (!std::filesystem::exists(path)) {
            throw Error({.file = checkpoint.path.string(),
                         .place = name,
                         .reason = "the shard is missing",
                         .advice = "put all shards beside the index"});
        }
        addFile(checkpoint, openByteSource(path));
        shardNames.push_back(name);
    }
    checkListed(checkpoint, shardNames, shards);
}

} // namespace

bool looksLikeSafetensors(const ByteSource& source)
{
    std::array<std::byte, 9> start;
    if (source.size() < start.size()) {
        return false;
    }
    source.read(0, start);
    return start.back() == std::byte{'{'};
}

bool isSafetensorsIndex(const std::filesystem::path& path)
{
    return path.filename().string().ends_with(".safetensors.index.json");
}

Checkpoint readSafetensors(const std::filesystem::path& path)
{
    Checkpoint checkpoint;
    checkpoint.path = path;
    checkpoint.container = Container::Safetensors;
    if (isSafetensorsIndex(path)) {
        addShards(checkpoint);
    } else {
        addFile(checkpoint, openByteSource(path));
    }
    return checkpoint;
}

} // namespace samscope
