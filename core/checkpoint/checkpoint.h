#pragma once

#include "core/base/byte_source.h"
#include "core/checkpoint/tensor_entry.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace samscope {

enum class Container
{
    TorchZip,    ///< torch.save since 1.6
    TorchLegacy, ///< torch.save before 1.6
    Safetensors, ///< one file, or an index with its shards
    HfFolder,    ///< a folder with config.json and safetensors or pytorch_model.bin
};

/// "torch-zip", "torch-legacy", "safetensors", "hf-folder": the names of `inspect --json`.
std::string_view containerName(Container container);

/// What a checkpoint holds, read without running anything in it: names, shapes and byte ranges, no data yet.
struct Checkpoint
{
    std::filesystem::path path;
    Container container = Container::TorchZip;
    std::vector<std::shared_ptr<const ByteSource>> files;
    std::vector<Record> records;
    std::vector<TensorEntry> tensors;  ///< in the file's own order
    std::string config;                ///< text of config.json, empty unless `HfFolder`
    std::vector<std::string> warnings; ///< what was left aside (inert globals, unsupported dtypes), one line each
};

} // namespace samscope
