#pragma once

#include "core/base/work.h"
#include "core/eval/encoder_probe.h"
#include "core/imaging/boundary.h"
#include "core/imaging/image.h"
#include "core/inference/predictor.h"
#include "core/inference/segment.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace samscope {

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
