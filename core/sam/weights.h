#pragma once

#include "core/inference/model_source.h"
#include "core/sam/tensor.h"

#include <map>
#include <string>

namespace samscope {

/// The tensors of a model by transformers' names, float32; each is handed out once.
class Weights
{
public:
    void add(std::string name, at::Tensor tensor) { m_tensors.insert_or_assign(std::move(name), std::move(tensor)); }
    /// Throws `Error` when there is none of this name (any more).
    at::Tensor take(const std::string& name);
    std::size_t size() const { return m_tensors.size(); }

private:
    std::map<std::string, at::Tensor> m_tensors;
};

/// Reads every tensor of a model, one at a time and straight into its place on `device`: host memory never holds more
/// than the weights and one tensor. Throws what ModelSource::read throws.
Weights readWeights(ModelSource& source, at::Device device);

} // namespace samscope
