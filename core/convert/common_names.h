#pragma once

#include "core/checkpoint/checkpoint.h"

#include <string>
#include <string_view>
#include <vector>

namespace samscope {

/// A tensor under the name that checkpoints of different layouts share.
struct NamedTensor
{
    std::string name;
    TensorEntry tensor;
};

/// Every tensor of a checkpoint: the dictionary of a SAM under transformers' names, anything else under its own
/// ("scope/name"). Throws `Error` when there are SAM keys but no one dictionary that is the model.
std::vector<NamedTensor> commonNames(const Checkpoint& checkpoint);

/// The positional embedding has two names in transformers for one tensor: this is the one that is saved.
std::string_view savedName(std::string_view name);

} // namespace samscope
