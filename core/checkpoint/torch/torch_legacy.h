#pragma once

#include "core/checkpoint/checkpoint.h"

#include <filesystem>

namespace samscope {

/// True when the source starts with the pickle of torch's magic number, as a literal.
bool looksLikeTorchLegacy(const ByteSource& source);

/// The table of contents of a file that `torch.save` before 1.6 wrote: five pickles (magic number, protocol 1001,
/// system, object, keys of the storages), then every storage in the order of the keys, up to the end of the file.
/// Throws `Error` as `readTorchArchive` does.
Checkpoint readTorchLegacy(const std::filesystem::path& path);

} // namespace samscope
