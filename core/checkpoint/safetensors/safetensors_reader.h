#pragma once

#include "core/checkpoint/checkpoint.h"

#include <filesystem>

namespace samscope {

/// True when the source starts as a safetensors file does: eight bytes of length, then `{`.
bool looksLikeSafetensors(const ByteSource& source);

/// True for the name of an index over shards: `*.safetensors.index.json`.
bool isSafetensorsIndex(const std::filesystem::path& path);

/// The table of contents of one safetensors file, or of an index with its shards beside it. Tensors in the order of
/// their data, shards by name. Throws `Error` for anything the format forbids; dtypes that this program does not know
/// are listed as `Unsupported` with a warning.
Checkpoint readSafetensors(const std::filesystem::path& path);

} // namespace samscope
