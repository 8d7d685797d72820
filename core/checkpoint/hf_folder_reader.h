#pragma once

#include "core/checkpoint/checkpoint.h"

#include <filesystem>

namespace samscope {

/// The table of contents of a folder with config.json and model.safetensors, its sharded index, or pytorch_model.bin,
/// in this order of preference. Throws `Error` when there is no config.json, no weights, or weights of another
/// framework only.
Checkpoint readHfFolder(const std::filesystem::path& path);

} // namespace samscope
