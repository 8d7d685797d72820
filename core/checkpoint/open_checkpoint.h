#pragma once

#include "core/checkpoint/checkpoint.h"

#include <filesystem>

namespace samscope {

/// Recognises the container by its content (a folder, PK, the legacy magic, a safetensors header) and reads its table
/// of contents. Throws `Error`: `BadInput` for anything damaged, unsafe in its container or of a refused kind (named:
/// TorchScript, tar, whole module, HTML page, Git LFS pointer, …), `ForbiddenGlobal` when the pickle names a global
/// outside the allow-list and the inert list.
Checkpoint openCheckpoint(const std::filesystem::path& path);

} // namespace samscope
