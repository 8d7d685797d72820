#pragma once

#include "core/model/state_dict.h"

#include <string>
#include <vector>

namespace samscope {

/// A tensor under the name that checkpoints of different layouts share.
struct NamedTensor
{
    std::string name;
    TensorEntry tensor;
};

/// The tensors of a SAM under transformers' names.
std::vector<NamedTensor> commonNames(const StateDict& dict);

/// Every tensor of any checkpoint: the dictionary of a SAM under transformers' names, anything else under its own
/// ("scope/name"). Throws `Error` when there are SAM keys but no one dictionary that is the model.
std::vector<NamedTensor> commonNames(const Checkpoint& checkpoint);

} // namespace samscope
