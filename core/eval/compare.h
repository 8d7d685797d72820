#pragma once

#include "core/base/work.h"
#include "core/imaging/boundary.h"
#include "core/imaging/image.h"
#include "core/inference/predictor.h"
#include "core/inference/segment.h"

#include <cstdint>
#include <filesystem>
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
    /// What both encodings of the same picture have shown. Forgets it.
    EncoderComparison take(const EncodedPicture& first, const EncodedPicture& second);

private:
    struct State;
    std::shared_ptr<State> m_state; ///< shared with the observers, which may outlive the probe
};

/// One mask of each model for the same prompts.
struct CandidateComparison
{
    double iou = 0;      ///< of the two masks
    float iouScoreA = 0; ///< predicted IoU
    float iouScoreB = 0;
    std::uint64_t areaA = 0; ///< pixels
    std::uint64_t areaB = 0;
    std::optional<BoundaryDistance> boundary; ///< nothing when a mask is empty
};

/// Candidate by candidate in the decoders' order; the ones that only one model has are left out.
std::vector<CandidateComparison> compareCandidates(const std::vector<Candidate>& a, const std::vector<Candidate>& b);

struct CompareOptions
{
    PredictorOptions predictor;            ///< of both models
    float threshold = 0;                   ///< logits above it are inside
    PredictorFactory load = loadPredictor; ///< where the models come from
};

struct Comparison
{
    ModelInfo modelA;
    ModelInfo modelB;
    EncoderComparison encoders;
    std::vector<CandidateComparison> candidates;
};

/// Two models on one picture and one prompt set. They are loaded one after the other, so that only one is in memory.
/// Throws `Error`.
Comparison compareModels(const std::filesystem::path& a, const std::filesystem::path& b, const RgbImage& image,
                         const PromptSet& prompts, const CompareOptions& options, const Work& work);

} // namespace samscope
