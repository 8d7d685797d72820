#pragma once

#include "core/convert/convert.h"

namespace samscope {

/// An HF folder back to a `.pth` with original names that torch.load(weights_only=True) reads; the inverse of the
/// rules, tied embedding once. `options.folder` is the destination file, `options.checkpoint` the folder; rows are
/// counted in the order of metaTensors. Throws `Error` as `convert` does, also when the folder has the original names
/// already or the destination exists and `overwrite` is not set.
ConversionResult convertToMeta(const ConvertOptions& options, const Work& work, const RowListener& rowWritten = {});

} // namespace samscope
