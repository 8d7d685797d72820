#pragma once

#include "core/imaging/picture_header.h"

#include <cstddef>
#include <string>
#include <vector>

namespace samscope {

/// Walks the blocks of a GIF, whose magic has been checked: one picture that fills its canvas. The transparency flags
/// are struck out of `bytes`. Throws `Error`.
PictureHeader readGifHeader(std::vector<std::byte>& bytes, const std::string& name);

} // namespace samscope
