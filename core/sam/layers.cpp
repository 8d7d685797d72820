#include "core/sam/layers.h"

namespace samscope {

at::Tensor activate(const at::Tensor& x, Activation activation)
{
    switch (activation) {
    case Activation::GeluTanh:
        return at::gelu(x, "tanh");
    case Activation::Relu:
        return x.relu();
    case Activation::Gelu:
        break;
    }
    return at::gelu(x);
}

Linear Linear::take(Weights& weights, const std::string& name)
{
    return {weights.take(name + ".weight"), weights.take(name + ".bias")};
}

at::Tensor Linear::operator()(const at::Tensor& x) const
{
    return at::linear(x, weight, bias);
}

LayerNorm LayerNorm::take(Weights& weights, const std::string& name, double eps)
{
    return {weights.take(name + ".weight"), weights.take(name + ".bias"), eps};
}

at::Tensor LayerNorm::operator()(const at::Tensor& x) const
{
    return at::layer_norm(x, weight.sizes(), weight, bias, eps);
}

at::Tensor LayerNorm::overChannels(const at::Tensor& picture) const
{
    return (*this)(picture.permute({0, 2, 3, 1})).permute({0, 3, 1, 2});
}

Mlp Mlp::take(Weights& weights, const std::string& name, Activation activation)
{
    return {Linear::take(weights, name + ".lin1"), Linear::take(weights, name + ".lin2"), activation};
}

at::Tensor Mlp::operator()(const at::Tensor& x) const
{
    return lin2(activate(lin1(x), activation));
}

Convolution Convolution::take(Weights& weights, const std::string& name, bool withBias)
{
    return {weights.take(name + ".weight"), withBias ? weights.take(name + ".bias") : at::Tensor()};
}

at::Tensor Convolution::operator()(const at::Tensor& picture, std::int64_t stride, std::int64_t padding) const
{
    return at::conv2d(picture, weight, bias, {stride, stride}, {padding, padding});
}

at::Tensor Convolution::transposed(const at::Tensor& picture, std::int64_t stride) const
{
    return at::conv_transpose2d(picture, weight, bias, {stride, stride});
}

} // namespace samscope
