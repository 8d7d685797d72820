#pragma once

#include "core/base/byte_source.h"

namespace samscope {

/// Throws the `Error` that names what a file is which no reader takes: empty, an HTML page, a Git LFS pointer, a tar of
/// torch 0.1, gzip, NumPy, ONNX, a bare pickle, … A bare pickle that names a forbidden global is `ForbiddenGlobal`,
/// because torch.load would run it.
[[noreturn]] void refuseForeignKind(const ByteSource& source);

} // namespace samscope
