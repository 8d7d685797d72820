#pragma once

#include "core/fast/kernels/gemm.h"

namespace samscope {

/// out[c * out.stride + r] = in[r * in.stride + c] for `rows` rows of `columns` numbers.
void transpose(ConstRows in, int rows, int columns, Rows out);

} // namespace samscope
