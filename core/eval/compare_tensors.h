#pragma once

#include "core/base/work.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace samscope {

struct TensorMismatch
{
    std::string name;             ///< transformers name
    std::string reason;           ///< "differs", "missing", "shape 3 instead of 4", …
    std::optional<double> maxAbs; ///< where numbers can be compared
};

/// Every tensor of the source, cast to the target's dtype, against the target, bit for bit.
struct TensorProof
{
    std::size_t compared = 0;
    bool sameDType = true; ///< nothing had to be cast
    std::vector<TensorMismatch> different;

    bool identical() const { return different.empty(); }
};

/// The two dropped buffers (pixel_mean, pixel_std) are not part of the proof. Throws `Error` for a file that cannot be
/// read or is not a SAM; what its config is does not matter.
TensorProof compareTensors(const std::filesystem::path& source, const std::filesystem::path& converted,
                           const Work& work);

} // namespace samscope
