#pragma once

#include "core/imaging/picture_header.h"

#include <cstddef>
#include <string>
#include <vector>

namespace samscope {

/// Walks the chunks of a PNG, whose signature has been checked: depths up to 8 bits, one frame, whole. The transparency
/// chunk is struck out of `bytes`. Throws `Error`.
PictureHeader readPngHeader(std::vector<std::byte>& bytes, const std::string& name);

} // namespace samscope
