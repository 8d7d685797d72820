#pragma once

#include "core/sam/weights.h"

#include <string>

namespace samscope {

enum class Activation
{
    Gelu,     ///< the erf form, as SAM was trained
    GeluTanh, ///< the tanh form of other ViTs; here to show that the difference matters
    Relu,
};

at::Tensor activate(const at::Tensor& x, Activation activation);

/// y = x W^T + b over the last dimension.
struct Linear
{
    at::Tensor weight; ///< out x in
    at::Tensor bias;   ///< out

    static Linear take(Weights& weights, const std::string& name);
    Linear as(at::ScalarType type) const { return {weight.to(type), bias.to(type)}; }
    at::Tensor operator()(const at::Tensor& x) const;
};

/// Normalises over the last dimension.
struct LayerNorm
{
    at::Tensor weight;
    at::Tensor bias;
    double eps = 1e-6;

    static LayerNorm take(Weights& weights, const std::string& name, double eps);
    at::Tensor operator()(const at::Tensor& x) const;
    /// Over the channels of a BxCxHxW picture.
    at::Tensor overChannels(const at::Tensor& picture) const;
};

/// SamMLPBlock.
struct Mlp
{
    Linear lin1;
    Linear lin2;
    Activation activation = Activation::Gelu;

    static Mlp take(Weights& weights, const std::string& name, Activation activation);
    Mlp as(at::ScalarType type) const { return {lin1.as(type), lin2.as(type), activation}; }
    at::Tensor operator()(const at::Tensor& x) const;
};

/// A convolution without padding (neck.conv2 passes its own) whose stride is its kernel, or 1x1.
struct Convolution
{
    at::Tensor weight; ///< out x in x k x k; in x out x k x k when transposed
    at::Tensor bias;   ///< undefined where the model has none

    static Convolution take(Weights& weights, const std::string& name, bool withBias = true);
    at::Tensor operator()(const at::Tensor& picture, std::int64_t stride = 1, std::int64_t padding = 0) const;
    at::Tensor transposed(const at::Tensor& picture, std::int64_t stride) const;
};

} // namespace samscope
