#pragma once

#include "core/checkpoint/checkpoint.h"

#include <filesystem>

namespace samscope {

/// The table of contents of a file that `torch.save` (1.6 or later) wrote: a zip archive with one top folder of any
/// name, its data.pkl and a record per storage. Reads headers and the pickle only. Throws `Error`: `BadInput` for
/// damage, tricks and other archives (TorchScript among them, by name), `ForbiddenGlobal` as in `openCheckpoint`.
Checkpoint readTorchArchive(const std::filesystem::path& path);

} // namespace samscope
