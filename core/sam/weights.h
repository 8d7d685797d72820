#pragma once

#include <map>
#include <stop_token>
#include <string>

#include "core/base/progress.h"
#include "core/checkpoint/checkpoint.h"
#include "core/model/remap.h"
#include "core/sam/tensor.h"

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

/// Reads every tensor that the plan writes, one at a time and straight into its place on `device`: host memory never
/// holds more than the weights and one tensor. Throws `Error`: the plan's first problem, too little memory, and what
/// streamTensor throws.
Weights readWeights(const Checkpoint& checkpoint, const RemapPlan& plan, at::Device device, ProgressSink& progress,
                    const std::stop_token& stop);

} // namespace samscope
