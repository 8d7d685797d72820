#include "core/sam/weights.h"

#include "core/base/error.h"

#include <vector>

namespace samscope {

at::Tensor Weights::take(const std::string& name)
{
    auto node = m_tensors.extract(name);
    if (node.empty()) {
        throw Error({.place = name, .reason = "the network asks for a tensor that is not there"});
    }
    return std::move(node.mapped());
}

Weights readWeights(ModelSource& source, at::Device device)
{
    Weights weights;
    for (const std::string& name : source.names()) {
        const Shape& shape = source.shape(name);
        at::Tensor tensor = at::empty(std::vector<std::int64_t>(shape.begin(), shape.end()), at::kFloat);
        source.read(name, {tensor.mutable_data_ptr<float>(), static_cast<std::size_t>(tensor.numel())});
        weights.add(name, tensor.to(device));
    }
    return weights;
}

} // namespace samscope
