#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/byte_source.h"
#include "core/checkpoint/tensor_entry.h"

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

/// Recognises the container by its content (a folder, PK, the legacy magic, a safetensors header) and reads its table
/// of contents. Throws `Error`: `BadInput` for anything damaged, unsafe in its container or of a refused kind (named:
/// TorchScript, tar, whole module, HTML page, Git LFS pointer, …), `ForbiddenGlobal` when the pickle names a global
/// outside the allow-list and the inert list.
Checkpoint openCheckpoint(const std::filesystem::path& path);

using ChunkSink = std::function<void(std::span<const std::byte>)>;

/// The elements of one tensor in C order and in its own dtype, in pieces of at most 512 KiB. The record's CRC is
/// checked on the way (over the whole record, also where the tensor is a part of it), so that a sink must not publish
/// what it got before this returns. Throws `Error` on a CRC mismatch, a shrunk file, an unsupported dtype, or a stop.
void streamTensor(const Checkpoint& checkpoint, const TensorEntry& entry, const ChunkSink& sink,
                  const std::stop_token& stop = {});

/// The CRC-32 that the file promises for just the bytes that `streamTensor` passes on; nothing where it promises none,
/// or one over other bytes as well.
std::optional<std::uint32_t> promisedCrc32(const Checkpoint& checkpoint, const TensorEntry& entry);

} // namespace samscope
