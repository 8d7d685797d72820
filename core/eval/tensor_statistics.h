#pragma once

#include "core/checkpoint/checkpoint.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace samscope {

/// What the numbers of one floating-point tensor look like. NaN and infinities are counted and otherwise left out.
struct TensorStatistics
{
    std::uint64_t nan = 0;
    std::uint64_t infinite = 0;
    std::uint64_t finite = 0;
    double min = 0; ///< of the finite ones, as all that follows; 0 where there are none
    double max = 0;
    double mean = 0;
    std::optional<double> standardDeviation; ///< as torch.std: over n - 1; nothing for fewer than two numbers
    std::vector<std::uint64_t> histogram;    ///< counts in equal steps from min to max, the last one with max
};

struct TensorDescription
{
    std::string sha256;                         ///< of the elements in C order and in their own dtype
    std::optional<TensorStatistics> statistics; ///< nothing where the dtype is not a floating-point type
};

/// Reads the tensor twice at constant memory and computes in float64. Throws `Error` for what streamTensor refuses.
TensorDescription describeTensor(const Checkpoint& checkpoint, const TensorEntry& entry, std::size_t bins,
                                 const std::stop_token& stop);

} // namespace samscope
