#pragma once

#include "core/inference/predictor.h"
#include "core/inference/segment.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace samscope {

/// How far two tensors of the same shape lie apart.
struct Divergence
{
    std::optional<double> cosine; ///< of both as flat vectors; nothing where one is zero or not finite
    double maxAbs = 0;            ///< infinite where a number faces a NaN
};

/// Where two encoders part. Blocks are compared where depth, width and grid agree, the embedding (after the neck)
/// where its shape does.
struct EncoderComparison
{
    std::vector<Divergence> blocks{}; ///< the residual stream after each block
    std::string blocksNote{};         ///< why there are none; empty otherwise
    std::optional<Divergence> embedding{};
    std::string embeddingNote{};
};

/// Listens to the encoders of two models. The first one's residual stream is kept (G x G x hiddenSize float32 a block:
/// 671 MB for ViT-H) until the second one has passed; each block is let go as soon as it has been compared.
class EncoderProbe
{
public:
    EncoderProbe();

    /// Goes into the options of the model that encodes first. An encoding of it starts over.
    BlockObserver first() const;
    /// Goes into the options of the model that encodes second.
    BlockObserver second() const;
    /// What was seen so far, in a probe of its own; this one starts over. Not while a model encodes.
    EncoderProbe detach();
    /// What both encodings of the same picture have shown. Forgets it.
    EncoderComparison take(const EncodedPicture& first, const EncodedPicture& second);

private:
    struct State;
    std::shared_ptr<State> m_state; ///< shared with the observers, which may outlive the probe
};

} // namespace samscope
