#pragma once

#include "core/checkpoint/torch/torch_writer.h"

#include <string>
#include <vector>

namespace samscope {

/// data.pkl of `torch.save(OrderedDict(name -> contiguous CPU tensor))`, byte for byte: protocol 2, tensor i in the
/// storage "i". Throws `Error` on dtypes that torch has no storage class for (the unsigned ones above 8 bits).
std::string stateDictPickle(const std::vector<TorchTensor>& tensors);

} // namespace samscope
